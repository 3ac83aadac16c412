"""Of the meta elements only those that the policy names stay.

Before::

    <meta charset="utf-8"><meta name="generator" content="Shop Mailer"><p>Hello</p>

After::

    <meta charset="utf-8"><p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import RemoveElement
from sanitizer.html.dom import Element
from sanitizer.html.markup import STEERING_META
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation


def wants(policy: Policy, tag: str) -> bool:
    return tag == "meta" and tag in policy.elements_keep


def check(context: Context, element: Element) -> Iterator[Violation]:
    if "charset" in element.attrs:
        return
    kind = (element.attr("http-equiv") or element.attr("name") or element.attr("property") or "").strip().lower()
    if kind not in context.policy.meta_names and kind not in STEERING_META:
        yield RULE.violation(element, f"<meta> {kind or 'without a name'} is not kept", RemoveElement(element))


RULE = Rule(
    "SEC009",
    "meta-disallowed",
    setting="meta_names",
    looks=(OnElement(wants, check),),
    safety="enforced",
)
