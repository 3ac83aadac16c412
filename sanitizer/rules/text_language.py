"""The message is in the buyer's language.

Amazon's Messaging API asks for the language of preference, which its GetAttributes tells (``buyer_language`` of the
context). A message in several languages will do if a paragraph is in the right one. Little text tells nothing: a
greeting, a name of a product or a number is in any language.

Context: buyer_language = "de"

Wrong::

    <p>Please tell us which of the two colours you would like to have.</p>

Right::

    <p>Bitte teilen Sie uns mit, welche der beiden Farben Sie gerne hätten.</p>
"""

from collections.abc import Iterator

from sanitizer.content.language import other_language, words_in
from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation


def wants(policy: Policy) -> bool:
    return policy.text_language == "report"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    message = context.message
    if message is None or message.language is None or context.place != "body":
        return
    wanted, names = message.language, words_in(message.product_title, message.buyer_name)
    if other := other_language(reading, frozenset((wanted,)), names):
        told = f"the message is in another language ({other.languages}) than the buyer's ({wanted})"
        severity: Severity = "error" if other.is_sure else "warning"
        yield RULE.of_text(reading.span(other.start, other.end), told, severity=severity)


RULE = Rule(
    "TXT021",
    "text-language",
    setting="text_language",
    looks=(OnText(wants, check),),
    safety=None,
    needs=("buyer_language",),
)
