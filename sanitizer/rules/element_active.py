"""No element that can run a script, load a document or change how the rest is read.

Mail clients strip such elements or refuse the message; a scanner reads them as an attack. They go with all they
hold, but for what a reader may see of it: the words in a ``textarea``, or what ``video`` shows where it is not known.

Before::

    <p>Hello</p><script>track()</script><iframe src="https://shop.example/"></iframe><video>See the manual.</video>

After::

    <p>Hello</p>See the manual.
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement, Unwrap
from sanitizer.html.dom import Element
from sanitizer.policy import NEVER_KEPT, Policy
from sanitizer.rule import OnElement, Rule, Violation

ELSEWHERE = frozenset(("base", "link", "math", "svg"))
"""Dropped by rules of their own."""


def wants(policy: Policy, tag: str) -> bool:
    return tag in NEVER_KEPT and tag not in ELSEWHERE


def check(context: Context, element: Element) -> Iterator[Violation]:
    tag = element.tag
    if context.policy.fate(tag) == "drop":
        yield RULE.violation(element, f"<{tag}> is not allowed and goes with its content", RemoveElement(element))
    else:
        yield RULE.violation(element, f"<{tag}> is not allowed; its text stays", Unwrap(element))


RULE = Rule(
    "SEC001",
    "element-active",
    setting="elements_drop",
    looks=(OnElement(wants, check),),
    safety="enforced",
    active=True,
    reads="name",
)
