"""No element that can run a script, load a document or take input.

Mail clients strip such elements or refuse the message; a scanner reads them as an attack. They go with all
they hold, since what they hold is not meant to be read as text.

Before::

    <p>Hello</p><script>track()</script><iframe src="https://shop.example/"></iframe>

After::

    <p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.edits import RemoveElement
from sanitizer.html.dom import Element
from sanitizer.policy import NEVER_KEPT, Policy
from sanitizer.rule import Context, OnElement, Rule, Violation

ELSEWHERE = frozenset(("base", "math", "svg"))
"""Dropped by rules of their own."""


def wants(policy: Policy, tag: str) -> bool:
    return tag in NEVER_KEPT and tag not in ELSEWHERE and policy.fate(tag) == "drop"


def check(context: Context, element: Element) -> Iterator[Violation]:
    yield RULE.violation(element, f"<{element.tag}> is not allowed and goes with its content", RemoveElement(element))


RULE = Rule(
    "SEC001",
    "element-active",
    setting="elements_drop",
    looks=(OnElement(wants, check),),
    safety="enforced",
    active=True,
)
