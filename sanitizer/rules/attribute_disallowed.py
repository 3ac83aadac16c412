"""Only attributes that the policy lists for an element stay.

Before::

    <p contenteditable="true" class="intro">Hello</p>

After::

    <p class="intro">Hello</p>
"""

from collections.abc import Iterator

from sanitizer.edits import RemoveAttribute
from sanitizer.html.dom import Element
from sanitizer.html.urls import SINKS
from sanitizer.policy import Policy
from sanitizer.rule import Context, OnAttribute, Rule, Violation


def wants(policy: Policy, tag: str, name: str) -> bool:
    if name.startswith("on") or SINKS.get(name) == "load":
        return False
    return tag in policy.elements_keep and not policy.keeps_attribute(tag, name)


def check(context: Context, element: Element, name: str, value: str) -> Iterator[Violation]:
    message = f"attribute {name} is not allowed on <{element.tag}>"
    yield RULE.violation(element, message, RemoveAttribute(element, name), part=name)


RULE = Rule(
    "SEC004",
    "attribute-disallowed",
    setting="attributes",
    looks=(OnAttribute(wants, check),),
    safety="enforced",
)
