"""No more font sizes than the policy allows.

The sizes of all visible text are counted: those of style attributes, of ``font``, and those that headings and
``small`` have by themselves. If there are too many, neighbouring sizes are brought together so that the least text
changes, and the most used size stays as it is. A size that depends on the screen (``clamp()``, ``vh``) goes.

Before::

    <h1>Hello</h1><p>Your order was sent.</p><p style="font-size:15px">Thank you.</p><p style="font-size:11px">Ref 7</p>

After::

    <h1>Hello</h1><p>Your order was sent.</p><p style="font-size:16px">Thank you.</p><p style="font-size:11px">Ref 7</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import SetProperty
from sanitizer.html.css import Declaration
from sanitizer.html.dom import Element
from sanitizer.html.tokens import place_of
from sanitizer.html.typography import (
    QUIRKY_TABLE,
    group_sizes,
    is_screen_dependent,
    may_have_over,
    measure,
    mended,
    setters,
    size_mark,
)
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnMarked, Rule, Verdict, Violation


def wants(policy: Policy) -> bool:
    return policy.max_font_sizes > 0


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    return name == "font-size" and policy.max_font_sizes > 0


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if not is_screen_dependent(declaration.value):
        return None
    return Verdict(f"font size {declaration.value} depends on the screen, so that sizes cannot be counted")


def check(context: Context, marked: list[tuple[Element, str]]) -> Iterator[Violation]:
    limit = context.policy.max_font_sizes
    if not context.document.is_quirky:
        marked = [pair for pair in marked if pair[1] != QUIRKY_TABLE]
    marks = {mark for _, mark in marked}
    if len(marks) < limit or not may_have_over(limit, marks):
        return
    listed = setters(context.document, marked)
    if len({setter.size for setter in listed if setter.size}) <= limit:
        return
    text = measure(listed)
    if len(text) <= limit:
        return
    body = listed[0].element
    grouped = group_sizes(text, limit, keep_default=place_of(context.document, body) is None)
    for element, size, new in mended(listed, grouped):
        message = f"font size {size:g}px is one of {len(text)}, at most {limit}; becomes {new:g}px"
        part = "style" if "style" in element.attrs else None
        yield RULE.violation(element, message, SetProperty(element, "font-size", f"{new:g}px"), part=part)


RULE = Rule(
    "STY007",
    "style-font-sizes",
    setting="max_font_sizes",
    looks=(OnDeclaration(wants_property, check_declaration), OnMarked(wants, size_mark, check)),
)
