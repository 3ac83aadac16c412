"""Only attributes that the policy lists for an element stay.

Before::

    <p contenteditable="true" class="intro">Hello</p>

After::

    <p class="intro">Hello</p>
"""

from sanitizer.html.urls import SINKS
from sanitizer.policy import Policy
from sanitizer.rule import OnValue, Rule, Verdict


def wants(policy: Policy, tag: str, name: str) -> bool:
    if name.startswith("on") or SINKS.get(name) == "load":
        return False
    return tag in policy.elements_keep and not policy.keeps_attribute(tag, name)


def check(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict(f"attribute {name} is not allowed on <{tag}>")


RULE = Rule(
    "SEC004",
    "attribute-disallowed",
    setting="attributes",
    looks=(OnValue(wants, check),),
    safety="enforced",
    reads="name",
)
