"""A message does more than thank.

Messages that only thank or offer help are forbidden. The whole body is judged: a question, a word of a problem, a
request or any information makes it another message.

Wrong::

    <p>Thank you for your purchase! If you have any questions, let us know.</p>

Right::

    <p>Thank you for your photo. The lid is cracked, so we send a new one tomorrow.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.whole import thanks_only
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "do not send it"
MESSAGE = "the message only thanks or offers help"


def wants(policy: Policy) -> bool:
    return policy.text_thanks_only != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    if context.place == "body" and (found := thanks_only(reading)) is not None:
        yield RULE.of_text(reading.span(found.start, found.end), MESSAGE, note=NOTE)


RULE = Rule(
    "TXT015",
    "text-thanks-only",
    setting="text_thanks_only",
    looks=(OnText(wants, check),),
    safety=None,
)
