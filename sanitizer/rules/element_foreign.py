"""No SVG and no MathML.

Foreign content is parsed by other rules than HTML; most published ways around a sanitizer go through it
(nh3 4.1.2, DOMPurify 2.0.17, Roundcube CVE-2024-42009). It goes whole.

Before::

    <p>Hello</p><svg><a xlink:href="javascript:alert(1)">now</a></svg>

After::

    <p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement
from sanitizer.html.dom import Element
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation


def wants(policy: Policy, tag: str) -> bool:
    return tag in ("svg", "math")


def check(context: Context, element: Element) -> Iterator[Violation]:
    message = f"<{element.tag}> is not allowed and goes with its content"
    yield RULE.violation(element, message, RemoveElement(element))


RULE = Rule(
    "SEC003",
    "element-foreign",
    setting="elements_drop",
    looks=(OnElement(wants, check),),
    safety="enforced",
    active=True,
    reads="name",
)
