"""What a template tag stands for is judged when the message is filled.

A width, an address or a style that a template tag fills is not known yet. What can be known is judged all the same: a
forbidden property is forbidden whatever its value, and ``http://`` in front of a tag is no https. Of the rest this says
where it is. Send the filled message through ``sanitize`` too.

Wrong::

    <img src="{{ picture }}" alt="Your towel">

Right::

    <img src="https://shop.example/towel.png" alt="Your {{ item }}">
"""

import re
from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.html import css
from sanitizer.html.dom import Element
from sanitizer.html.urls import SINKS, known_parts
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation
from sanitizer.templates.masking import Template, holds_tag, is_tag

MEASURES = frozenset("border cellpadding cellspacing height hspace size vspace width".split())
"""Attributes that layout is worked out from."""
MEASURED = re.compile(
    r"(?:(?:min|max)-)?(?:width|height)|(?:margin|padding)(?:-\w+)?|font(?:-size)?|display|visibility|opacity|overflow"
)
"""Properties whose value other rules judge; of others the name alone tells."""
SETTLED = frozenset(("scheme", "host"))


def wants(policy: Policy, tag: str) -> bool:
    return policy.template_values == "report"


def is_filled(policy: Policy, element: Element) -> bool:
    return holds_tag(element.tag) or any(holds_tag(name + (element.attr(name) or "")) for name in element.attrs)


def check(context: Context, element: Element) -> Iterator[Violation]:
    if context.document.template is None:
        return
    if holds_tag(element.tag):
        yield RULE.violation(element, "dynamic value: which element this is")
        return
    for name in element.attrs:
        value = element.attr(name) or ""
        if not is_tag(name) and holds_tag(name):
            yield RULE.violation(element, "dynamic value: the attribute's name", part=name)
        elif name == "style":
            yield from check_style(context.document.template, element, value)
        elif holds_tag(value) and (name in MEASURES or (name in SINKS and known_parts(value) != SETTLED)):
            yield RULE.violation(element, f"dynamic value: {name}", part=name)


def check_style(template: Template, element: Element, text: str) -> Iterator[Violation]:
    for index, declaration in enumerate(css.parse_style(text)):
        name = declaration.name
        if holds_tag(name):
            if any(template.tags[tag].role == "output" for tag in template.tags_in(name)):
                yield RULE.violation(element, "dynamic value: declarations", part=index)
        elif holds_tag(declaration.value) and MEASURED.fullmatch(name):
            yield RULE.violation(element, f"dynamic value: {name}", part=index)


RULE = Rule(
    "TPL001",
    "template-value-dynamic",
    setting="template_values",
    looks=(OnElement(wants, check, is_filled, mends=False),),
    severity="info",
    safety=None,
)
