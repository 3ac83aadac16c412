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

import re
from collections.abc import Iterator

from sanitizer.content.language import LATIN, language_of, words_in
from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

PARAGRAPH = re.compile(r"\n\s*\n")
FEWEST = 60
"""Letters from which the answer is a violation; on fewer it may be one."""
MOST = 40
"""Paragraphs in which the right language is looked for."""


def wants(policy: Policy) -> bool:
    return policy.text_language == "report"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    message = context.message
    if message is None or message.language is None or context.place != "body":
        return
    wanted, names = message.language, words_in(message.product_title, message.buyer_name)
    languages, letters = language_of(reading.text, names)
    if not languages or wanted in languages or (languages <= LATIN and wanted in UNKNOWN):
        return
    if any(wanted in language_of(part, names).languages for part in PARAGRAPH.split(reading.text)[:MOST]):
        return
    start, end = reading.sentences[0]
    severity: Severity = "error" if letters >= FEWEST else "warning"
    told = f"the message is in another language ({' or '.join(sorted(languages))}) than the buyer's ({wanted})"
    yield RULE.of_text(reading.span(start, start + len(reading.text[start:end].rstrip())), told, severity=severity)


UNKNOWN = frozenset(
    "af az bs ca cs cy da et eu fi ga gl hr hu id is lb lt lv ms mt nb nn no ro sk sl sq sw tl vi".split()
)
"""Languages in Latin letters that are not told from the others."""


RULE = Rule(
    "TXT021",
    "text-language",
    setting="text_language",
    looks=(OnText(wants, check),),
    safety=None,
    needs=("buyer_language",),
)
