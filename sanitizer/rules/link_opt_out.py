"""No link offers to opt out of messages.

The marketplace has its own way to opt out, and the guidelines forbid another. Words of more than twenty languages
are known, in the link's text and in its address. Taking the link away leaves its words, which want rewriting.

Before::

    <p>Tired of us? <a href="https://www.amazon.com/gp/x?action=opt-out">Unsubscribe</a></p>

After::

    <p>Tired of us? Unsubscribe</p>
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import unquote

from sanitizer.contexts import Context
from sanitizer.data import load
from sanitizer.edits import Unwrap
from sanitizer.html.dom import Element
from sanitizer.html.text import tokens
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

LONGEST = 512
"""Characters looked at: a link that offers to opt out says so briefly."""
NOTE = "the words stay: rewrite the sentence"


@cache
def phrases() -> tuple[dict[str, list[tuple[str, ...]]], tuple[str, ...]]:
    """Phrases by their first word, and those that are found anywhere."""
    data = load("opt_out")
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in dict.fromkeys(phrase for language in data["words"].values() for phrase in language):
        words = tuple(tokens(phrase))
        table.setdefault(words[0], []).append(words)
    return table, tuple(phrase for language in data["inside"].values() for phrase in language)


@lru_cache(maxsize=2048)
def opt_out(text: str) -> str:
    """The phrase by which a text offers to opt out, or ``""``."""
    table, anywhere = phrases()
    words = tokens(text)
    for index, word in enumerate(words):
        for phrase in table.get(word, ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                return " ".join(phrase)
    if text.isascii():
        return ""
    return next((phrase for phrase in anywhere if phrase in text), "")


@lru_cache(maxsize=2048)
def address_opt_out(address: str) -> str:
    """The word by which an address offers to opt out, or ``""``; also inside a word such as ``EmailUnsubscribe``."""
    decoded = unquote(address)
    return "unsubscribe" if "unsubscri" in decoded.lower() else opt_out(decoded)


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_opt_out != "allow"


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    text = context.words(element).text
    phrase = opt_out(text[:LONGEST]) or address_opt_out(value[:LONGEST])
    if not phrase:
        return ()
    message = f"link offers to opt out of messages ({phrase})"
    return (RULE.violation(element, message, Unwrap(element), note=NOTE),)


RULE = Rule(
    "LNK005",
    "link-opt-out",
    setting="link_opt_out",
    looks=(OnAttribute(wants, check),),
    safety="unsafe",
)
