"""No text alignment other than the reader's default.

The default is left for most languages and right where ``dir`` says so, which stays. A ``direction`` in a style that
says otherwise turns words to the other side: it becomes ``dir`` where most letters are of a script that is read so,
and goes elsewhere.

Before::

    <center><p align="center" style="text-align:center">Hello</p></center>
    <p style="direction:rtl">Hello</p><p style="direction:rtl">שלום</p>

After::

    <div><p>Hello</p></div>
    <p>Hello</p><p dir="rtl">שלום</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, Rename, RewriteStyle, SetAttribute
from sanitizer.html import direction
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


def declares_direction(policy: Policy, element: Element) -> bool:
    return direction.declared(element) is not None


def wants_any(policy: Policy, tag: str) -> bool:
    return not policy.keep_alignment


def check_direction(context: Context, element: Element) -> Iterator[Violation]:
    value = direction.declared(element)
    if value is None or value == direction.said(element) or not (texts := direction.words_under(element, value)):
        return
    turned: list[Edit] = []
    if direction.reads_from_right(texts) == (value == "rtl"):
        turned.append(SetAttribute(element, "dir", value))
    for index, declaration in enumerate(context.declarations(element)):
        if declaration.name == "direction":
            message = "direction turns words to the other side than the default alignment"
            yield RULE.violation(element, message, RewriteStyle(element, ((index, None),)), *turned, part=index)


RULE = Rule(
    "STY005",
    "style-alignment",
    setting="keep_alignment",
    looks=(
        OnElement(wants_element, check_element),
        OnElement(wants_any, check_direction, declares_direction),
        OnDeclaration(wants_property, check_declaration),
        OnValue(wants_attribute, check_attribute),
    ),
    reads="name",
)
