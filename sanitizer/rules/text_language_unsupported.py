"""The message is in a language that the marketplace takes.

Walmart's code of conduct wants messages in English (US, CA). A message in several languages will do if a paragraph is
in one that is taken. Little text tells nothing: a greeting, a name of a product or a number is in any language. Where
``message_languages`` is empty, as for Amazon, nothing is judged; whether a message is in the buyer's language is told
by ``text-language``.

Settings: message_languages = ["en"]

Wrong::

    <p>Bitte teilen Sie uns mit, welche der beiden Farben Sie gerne hätten.</p>

Right::

    <p>Please tell us which of the two colours you would like to have.</p>
"""

from collections.abc import Iterator

from sanitizer.content.language import other_language, words_in
from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation


def wants(policy: Policy) -> bool:
    return bool(policy.message_languages)


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    if context.place != "body":
        return
    wanted, message = context.policy.message_languages, context.message
    names = words_in(message.product_title, message.buyer_name) if message else ()
    if other := other_language(reading, wanted, names):
        told = (
            f"the message is in a language ({other.languages}) that is not taken, only {' and '.join(sorted(wanted))}"
        )
        severity: Severity = "error" if other.is_sure else "warning"
        yield RULE.of_text(reading.span(other.start, other.end), told, severity=severity)


RULE = Rule(
    "TXT023",
    "text-language-unsupported",
    setting="message_languages",
    looks=(OnText(wants, check),),
    safety=None,
)
