"""No attribute that runs a script when something happens.

Before::

    <p onclick="track()">Hello</p>

After::

    <p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.edits import RemoveAttribute
from sanitizer.html.dom import Element
from sanitizer.policy import Policy
from sanitizer.rule import Context, OnAttribute, Rule, Violation


def wants(policy: Policy, tag: str, name: str) -> bool:
    return name.startswith("on")


def check(context: Context, element: Element, name: str, value: str) -> Iterator[Violation]:
    yield RULE.violation(element, f"{name} runs a script", RemoveAttribute(element, name), part=name)


RULE = Rule(
    "SEC005",
    "attribute-event-handler",
    setting="attributes",
    looks=(OnAttribute(wants, check),),
    safety="enforced",
    active=True,
)
