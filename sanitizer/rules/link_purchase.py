"""No link on the marketplace leads to something to buy.

Product pages, carts, coupons, deals and links that pay a commission are promotion, even on the marketplace itself.
Pages about the order, its return, a review or help are not. Which paths count is in ``data/purchase.toml``.

Wrong::

    <a href="https://www.amazon.com/Towel/dp/B000000000?tag=shop-20">our other towel</a>

Right::

    <a href="https://www.amazon.com/gp/css/order-details?orderID=123-1234567-1234567">your order</a>
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from sanitizer.contexts import Context
from sanitizer.data import load
from sanitizer.html.dom import Element
from sanitizer.html.urls import host_of, matches_host, path_of
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

LONGEST = 2048
"""Characters of a path looked at; browsers and servers cut at about so many."""
LANGUAGE = re.compile(r"/-/[a-z_-]{2,6}(?=/)")
PARAMETER = re.compile(r"[?&;]([^=&;?#]++)=[^&;#]")


class Paths(NamedTuple):
    anywhere: frozenset[str]
    start: tuple[str, ...]
    orders: tuple[str, ...]
    parameters: frozenset[str]


@cache
def paths() -> Paths:
    data = load("purchase")
    start, orders = (tuple(f"/{path}/" for path in data[name]) for name in ("start", "orders"))
    return Paths(frozenset(data["anywhere"]), start, orders, frozenset(data["parameters"]))


@lru_cache(maxsize=2048)
def purchase(path: str) -> str:
    """What of a path, or which of its parameters, leads to something to buy; ``""`` for nothing."""
    anywhere, start, orders, parameters = paths()
    lower = path.lower()
    for name in PARAMETER.findall(lower.partition("#")[0]):
        if unquote(name) in parameters:
            return f"parameter {unquote(name)}"
    lower = unquote(re.split(r"[?#]", lower, maxsplit=1)[0]).replace("\\", "/") + "/"
    lower = re.sub(r"/{2,}", "/", LANGUAGE.sub("", lower, count=1))
    if lower.startswith(orders):
        return ""
    segments = lower.strip("/").split("/")
    for length in (1, 2, 3):
        for index in range(len(segments) - length):
            if (found := "/".join(segments[index : index + length])) in anywhere:
                return f"path /{found}/"
    return next((f"path {prefix}" for prefix in start if lower.startswith(prefix)), "")


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_purchase != "allow"


def leads_to_purchase(policy: Policy, name: str, value: str) -> bool:
    return matches_host(host_of(value), policy.link_hosts) and bool(purchase(path_of(value)[:LONGEST]))


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    what = purchase(path_of(value)[:LONGEST])
    return (RULE.violation(element, f"link leads to something to buy ({what})", part=name),)


RULE = Rule(
    "LNK009",
    "link-purchase",
    setting="link_purchase",
    looks=(OnAttribute(wants, check, leads_to_purchase),),
    severity="warning",
    safety=None,
)
