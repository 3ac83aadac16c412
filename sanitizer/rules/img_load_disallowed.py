"""Images are loaded by ``src`` of ``img`` alone, where the scan sees them.

Everything else that loads is a way round every look at images: web mail programs had to close ``background`` of
``body``, ``poster`` and ``srcset`` one after the other. Where the policy allows other sources too, those it does not
list for the element go.

Before::

    <table background="https://shop.example/paper.png"><tr><td>Hello</td></tr></table>

After::

    <table><tr><td>Hello</td></tr></table>
"""

from sanitizer.html.urls import SINKS
from sanitizer.policy import Policy
from sanitizer.rule import OnValue, Rule, Verdict


def wants(policy: Policy, tag: str, name: str) -> bool:
    if SINKS.get(name) != "load" or policy.fate(tag) != "keep":
        return False
    return not policy.keeps_attribute(tag, name) or (policy.image_sources == "src" and (tag, name) != ("img", "src"))


def check(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    return Verdict(f"{name} of <{tag}> may load no image")


RULE = Rule(
    "IMG006",
    "img-load-disallowed",
    setting="image_sources",
    looks=(OnValue(wants, check),),
    safety="enforced",
    reads="name",
)
