"""No attribute that runs a script when something happens.

Before::

    <p onclick="track()">Hello</p>

After::

    <p>Hello</p>
"""

from sanitizer.policy import Policy
from sanitizer.rule import OnValue, Rule, Verdict


def wants(policy: Policy, tag: str, name: str) -> bool:
    return name.startswith("on")


def check(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict(f"{name} runs a script")


RULE = Rule(
    "SEC005",
    "attribute-event-handler",
    setting="attributes",
    looks=(OnValue(wants, check),),
    safety="enforced",
    active=True,
    reads="name",
)
