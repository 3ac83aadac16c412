"""Only elements that the policy lists stay.

What loads, frames or takes input goes with its content. Everything else loses its tags and keeps its text; an
element that stands on lines of its own becomes a ``div``, so that its words do not run into their neighbours', and one
with a style a ``span``, so that what is allowed of its look stays; an obsolete element becomes its successor. An
address in angle brackets, ``<jane@shop.example>``, was meant as words and becomes words.

Before::

    <form action="https://shop.example/"><blink>Hello</blink><input name="q"></form>

After::

    <div>Hello</div>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveAttribute, RemoveElement, Rename, ShowTag, Unwrap
from sanitizer.html.dom import Element
from sanitizer.html.markup import BLOCK, RAW_TEXT
from sanitizer.policy import NEVER_KEPT, Policy
from sanitizer.rule import OnElement, Rule, Violation

SUCCESSORS = {"acronym": "abbr", "dir": "ul"}
"""What is shown as obsolete elements are, and means the same (HTML standard, 16.2)."""


def wants(policy: Policy, tag: str) -> bool:
    if tag in NEVER_KEPT or policy.fate(tag) == "keep":
        return False
    return tag != "center" or policy.keep_alignment


def check(context: Context, element: Element) -> Iterator[Violation]:
    policy, tag = context.policy, element.tag
    if "@" in tag and (words := written(context, element)):
        yield RULE.violation(element, f"{words} is read as a tag and not shown", ShowTag(element, words))
    elif policy.fate(tag) == "drop":
        yield RULE.violation(element, f"<{tag}> is not allowed and goes with its content", RemoveElement(element))
    elif new := stand_in(policy, element):
        gone = [RemoveAttribute(element, name) for name in element.attrs if not policy.keeps_attribute(new, name)]
        yield RULE.violation(element, f"<{tag}> is not allowed and becomes <{new}>", Rename(element, new), *gone)
    else:
        yield RULE.violation(element, f"<{tag}> is not allowed; its text stays", Unwrap(element))


def written(context: Context, element: Element) -> str:
    """An address in angle brackets, as its author wrote it; ``""`` where something else is there too."""
    at = element.source_location
    if at is None or element.attrs:
        return ""
    return context.document.text[at.start_tag.start_offset : at.start_tag.end_offset]


def stand_in(policy: Policy, element: Element) -> str:
    """The successor of an element, or what keeps its words apart, or their look; ``""`` where there is none."""
    if element.tag in RAW_TEXT:
        return ""
    if (new := SUCCESSORS.get(element.tag, "")) in policy.elements_keep:
        return new
    new = "div" if element.tag in BLOCK else "span" if element.attr("style") else ""
    return new if new in policy.elements_keep else ""


RULE = Rule(
    "SEC002",
    "element-disallowed",
    setting="elements_keep",
    looks=(OnElement(wants, check),),
    safety="enforced",
    reads="name",
)
