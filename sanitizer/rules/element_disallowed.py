"""Only elements that the policy lists stay.

Everything else loses its tags and keeps its text. An element that stands on lines of its own becomes a ``div``,
so that its words do not run into their neighbours'.

Before::

    <form action="https://shop.example/"><blink>Hello</blink></form>

After::

    <div>Hello</div>
"""

from collections.abc import Iterator

from sanitizer.edits import RemoveAttribute, Rename, Unwrap
from sanitizer.html.dom import Element
from sanitizer.html.markup import BLOCK
from sanitizer.policy import Policy
from sanitizer.rule import Context, OnElement, Rule, Violation

NAMED = frozenset(("center", "font", "math", "svg"))
"""Looked at by rules of their own."""


def wants(policy: Policy, tag: str) -> bool:
    return policy.fate(tag) == "unwrap" and tag not in NAMED


def check(context: Context, element: Element) -> Iterator[Violation]:
    tag = element.tag
    if tag in BLOCK and tag != "xmp" and "div" in context.policy.elements_keep:
        gone = (RemoveAttribute(element, name) for name in element.attrs if not context.policy.keeps_attribute("div", name))
        yield RULE.violation(element, f"<{tag}> is not allowed and becomes <div>", Rename(element, "div"), *gone)
    else:
        yield RULE.violation(element, f"<{tag}> is not allowed; its text stays", Unwrap(element))


RULE = Rule(
    "SEC002",
    "element-disallowed",
    setting="elements_keep",
    looks=(OnElement(wants, check),),
    safety="enforced",
)
