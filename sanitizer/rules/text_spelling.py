"""The message is not full of misspelt words.

Guides speak of too many faults, not of any: words are named when they are over 5 % of the words and three or more,
which are our numbers. Those of the product's title and the buyer's name are right, and names within sentences. The
language is the buyer's, else the one the text is in. Wants the extra ``spell``, and dictionaries of the system.

Settings: text_spelling = "report"
Context: buyer_language = "en"

Wrong::

    <p>Plese tel us wich colur you woud like.</p>

Right::

    <p>Please tell us which colour you would like.</p>
"""

from collections.abc import Iterator

from sanitizer.content.language import language_of, words_in
from sanitizer.content.reading import Reading
from sanitizer.content.spelling import checked, has_dictionary
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

SHARE = 0.05
FEWEST = 3
MOST = 20
"""Words that are named."""
UNSPELLED = frozenset(("ja", "ko", "th", "zh"))
"""Languages that have no spelling to look up."""


def wants(policy: Policy) -> bool:
    return policy.text_spelling == "report"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    message = context.message
    names = words_in(message.product_title, message.buyer_name) if message else frozenset()
    language = (message and message.language) or next(iter(language_of(reading.text, names).languages), None)
    if context.place != "body" or language is None or language in UNSPELLED:
        return
    if not has_dictionary(language):
        span = reading.span(0, min(len(reading.text), 1))
        told = f"the spelling is not judged: no dictionary of {language} is installed"
        yield RULE.of_text(span, told, note=f"in Debian a package such as hunspell-{language}", severity="info")
        return
    count, unknown = checked(reading, language, names)
    if len(unknown) < FEWEST or len(unknown) <= SHARE * count:
        return
    for start, end in unknown[:MOST]:
        told = f"{reading.text[start:end]!r} is in no dictionary of {language}, as {len(unknown)} of {count} words"
        yield RULE.of_text(reading.span(start, end), told)


RULE = Rule(
    "TXT019",
    "text-spelling",
    setting="text_spelling",
    looks=(OnText(wants, check),),
    severity="warning",
    safety=None,
)
