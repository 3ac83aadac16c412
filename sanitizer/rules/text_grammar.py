"""Hints on the grammar of English messages.

Guides speak of too many faults of spelling and grammar. What finds them here finds about half, and now and then one
that is none, so it only hints. Wants the extra ``grammar``.

Settings: text_grammar = "report"
Context: buyer_language = "en"

Wrong::

    <p>We has sent your parcel, and it should to arrive tomorrow.</p>

Right::

    <p>We have sent your parcel, and it should arrive tomorrow.</p>
"""

from collections.abc import Iterator

from sanitizer.content.grammar import hints
from sanitizer.content.language import language_of
from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

MOST = 20
"""Hints for a message."""


def wants(policy: Policy) -> bool:
    return policy.text_grammar == "report"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    known = context.message.language if context.message else None
    if context.place != "body" or (known or "en") != "en" or "en" not in language_of(reading.text).languages:
        return
    for hint in hints(reading)[:MOST]:
        instead = f"perhaps {hint.instead!r}" if hint.instead else ""
        yield RULE.of_text(reading.span(hint.start, hint.end), hint.told, note=instead)


RULE = Rule(
    "TXT020",
    "text-grammar",
    setting="text_grammar",
    looks=(OnText(wants, check),),
    severity="info",
    safety=None,
)
