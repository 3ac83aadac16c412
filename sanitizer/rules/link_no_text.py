"""A link says in words where it goes.

What counts is visible text, alternative text of images, ``aria-label`` and ``title``. Words such as "click here" say
nothing, which is a warning. A link that holds nothing at all is removed: Marketo puts one before its tracking
pixel. An ``a`` without ``href`` is a place to go to, not a link.

Before::

    <p>Thank you.<a href="https://www.amazon.com/gp/help"></a></p>

After::

    <p>Thank you.</p>
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from sanitizer.contexts import Context
from sanitizer.data import load
from sanitizer.edits import Edit, RemoveAttribute, RemoveElement, Unwrap
from sanitizer.html.dom import Element, Text
from sanitizer.html.text import bare
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

LONGEST = 40
"""Characters beyond which no text is looked up; the longest entry of the list is shorter."""


@cache
def vague() -> frozenset[str]:
    return frozenset(phrase.casefold() for phrases in load("link_words").values() for phrase in phrases)


@lru_cache(maxsize=2048)
def emptiness(text: str) -> str:
    """In what way a text says nothing; ``""`` if it says something."""
    said = bare(text)
    if not said:
        return f"link text {text!r} has no words"
    return f"link text {text!r} does not say where the link goes" if said in vague() else ""


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_text == "require"


def check_empty(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    if begins_with_words(element):
        return ()
    text, images, links = context.words(element)
    if text or images or links or has_label(element) or is_torn(element):
        return ()
    return (RULE.violation(element, "link has no text", mend(element)),)


def begins_with_words(element: Element) -> bool:
    """Whether the first of what a link holds is a plain word, as in nearly every link; told in a third of the time."""
    if not len(element) or not isinstance(first := element[0], Text):
        return False
    return first.data.isascii() and bool(first.data.strip())


def check_words(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    text, images, links = context.words(element)
    if len(text) > LONGEST or links:
        return ()
    if not text:
        if not images or has_label(element) or is_torn(element):
            return ()
        return (RULE.violation(element, "link holds an image without alternative text and no words"),)
    message = emptiness(text)
    if not message or has_label(element):
        return ()
    return (RULE.violation(element, message, severity="warning"),)


def has_label(element: Element) -> bool:
    attributes = element.attrs
    return any(name in attributes and (element.attr(name) or "").strip() for name in ("aria-label", "title"))


def is_torn(element: Element) -> bool:
    """Whether a parser made several of one link that is not closed where it was opened; the words may be in another."""
    at = element.source_location
    return at is None or at.end_tag is None


def mend(element: Element) -> Edit:
    """A link that others go to stays as a place; white space between words stays too."""
    if "id" in element.attrs or "name" in element.attrs:
        return RemoveAttribute(element, "href")
    return Unwrap(element) if len(element) else RemoveElement(element)


RULE = Rule(
    "LNK003",
    "link-no-text",
    setting="link_text",
    looks=(OnAttribute(wants, check_empty), OnAttribute(wants, check_words, mends=False)),
)
