"""No short link: it hides where it goes.

Only its maker knows the target, so the full address has to be written by hand. A service that the policy lists
in ``link_hosts`` is allowed.

Wrong::

    <a href="https://amzn.to/3xyzABC">Your order</a>

Right::

    <a href="https://www.amazon.com/gp/css/order-history">Your order</a>
"""

from collections.abc import Iterable
from functools import cache

from sanitizer.contexts import Context
from sanitizer.data import load
from sanitizer.html.dom import Element
from sanitizer.html.urls import host_of, matches_host
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation


@cache
def services() -> frozenset[str]:
    return frozenset(host for hosts in load("shorteners").values() for host in hosts)


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_shorteners != "allow"


def is_short(policy: Policy, name: str, value: str) -> bool:
    host = host_of(value)
    return matches_host(host, services()) and not matches_host(host, policy.link_hosts)


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    return (
        RULE.violation(element, f"short link of {host_of(value)} hides its target; write the full address", part=name),
    )


RULE = Rule(
    "LNK006",
    "link-shortener",
    setting="link_shorteners",
    looks=(OnAttribute(wants, check, is_short),),
    safety=None,
    reads="host",
)
