"""No logo or other image links to the outside.

A logo is allowed, one that leads to the seller's own shop is not (Communication Guidelines; blog.zonmaster.com 2021).
The image stays, the link goes.

Before::

    <a href="https://shop.example/"><img src="https://m.media-amazon.com/logo.png" alt="Our logo"></a>

After::

    <img src="https://m.media-amazon.com/logo.png" alt="Our logo">
"""

from collections.abc import Iterable

from sanitizer.contexts import Context
from sanitizer.edits import Unwrap
from sanitizer.findings import Safety
from sanitizer.html.dom import Element
from sanitizer.html.urls import host_of, matches_host
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation


def unwraps(policy: Policy) -> bool:
    return policy.link_outside == "unwrap"


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_outside != "allow"


def is_outside(policy: Policy, name: str, value: str) -> bool:
    host = host_of(value)
    return bool(host) and not matches_host(host, policy.link_hosts)


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    if not context.words(element).images:
        return ()
    safety: Safety = "safe" if unwraps(context.policy) else "unsafe"
    return (RULE.violation(element, f"image links to {host_of(value)}", Unwrap(element), part=name, safety=safety),)


RULE = Rule(
    "LNK004",
    "link-image-outside",
    setting="link_outside",
    looks=(OnAttribute(wants, check, is_outside),),
    safety="unsafe",
    is_made_safe=unwraps,
    reads="host",
)
