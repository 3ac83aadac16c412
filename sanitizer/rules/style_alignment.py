"""No text alignment other than the reader's default.

The default is left for most languages and right where ``dir`` says so, which stays.

Before::

    <center><p align="center" style="text-align:center">Hello</p></center>

After::

    <div><p>Hello</p></div>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveAttribute, Rename
from sanitizer.html.css import WIDE_KEYWORDS, Declaration
from sanitizer.html.dom import Element
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnElement, OnValue, Rule, Verdict, Violation

PROPERTIES = frozenset(("text-align", "text-align-last", "text-justify"))
DEFAULT = WIDE_KEYWORDS | {"auto", "start"}
CENTERED = frozenset(("caption", "center", "th"))
"""Elements that the browser's default sheet aligns."""
NOT_TEXT = frozenset(("hr", "img"))
"""Elements whose ``align`` places themselves, not their text."""


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    return name in PROPERTIES and not policy.keep_alignment


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if declaration.value.lower() in DEFAULT and tag not in CENTERED:
        return None
    return Verdict(f"{declaration.name} overrides the default alignment")


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    return name == "align" and tag not in NOT_TEXT and not policy.keep_alignment


def check_attribute(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict(f"align={value!r} overrides the default alignment")


def wants_element(policy: Policy, tag: str) -> bool:
    return tag == "center" and not policy.keep_alignment


def check_element(context: Context, element: Element) -> Iterator[Violation]:
    policy = context.policy
    gone = [RemoveAttribute(element, name) for name in element.attrs if not policy.keeps_attribute("div", name)]
    yield RULE.violation(element, "<center> overrides the default alignment", Rename(element, "div"), *gone)


RULE = Rule(
    "STY005",
    "style-alignment",
    setting="keep_alignment",
    looks=(
        OnElement(wants_element, check_element),
        OnDeclaration(wants_property, check_declaration),
        OnValue(wants_attribute, check_attribute),
    ),
    reads="name",
)
