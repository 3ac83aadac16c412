"""A link's words name the host it goes to, if they name one.

Words that name a host are an address (``https://...``, ``www...``) anywhere in the text, or a domain that is the whole
text. Hosts are compared in their ASCII form, so that letters of another script that look the same differ. A host
and one below it are the same, and so are two below one entry of ``link_hosts``.

Wrong::

    <a href="https://evil.example/">www.amazon.com</a>

Right::

    <a href="https://www.amazon.com/">amazon.com</a>
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from sanitizer.contexts import Context
from sanitizer.html.dom import Element
from sanitizer.html.urls import ascii_host, host_of
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

LONGEST = 2048
"""Characters looked at."""
ADDRESS = re.compile(r"(?:https?:[/\\]{2,}+|(?<![\w.@-])(?=www\d?\.))[^\s/\\?#<>()\"',;|]++", re.IGNORECASE)
DOMAIN = re.compile(r"((?:[^\W_][\w-]*+\.)+[^\W\d_]{2,24})\.?(?::\d{1,5})?(?:[/?#]\S*)?")
FILES = frozenset(
    "css csv doc docx exe gif htm html jpeg jpg js json md pdf php png pptx py rtf svg txt webp xls xlsx xml".split()
)
"""Endings that make a text such as ``invoice.pdf`` the name of a file."""


@lru_cache(maxsize=2048)
def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts that a text names, in ASCII, without ``www.``."""
    found = [host_of(_with_scheme(match[0].rstrip(".:!*_"))) for match in ADDRESS.finditer(text)]
    if not found and len(text) <= 255 and (match := DOMAIN.fullmatch(text)):
        host = ascii_host(match[1])
        if host.rpartition(".")[2] not in FILES:
            found.append(host)
    return tuple(dict.fromkeys(host.removeprefix("www.") for host in found if "." in host))


def _with_scheme(address: str) -> str:
    return address if address[:4].lower() == "http" else "https://" + address


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_mismatch != "allow"


def has_host(policy: Policy, name: str, value: str) -> bool:
    return bool(host_of(value))


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    text = context.words(element).text
    if "." not in text and text.isascii():
        return ()
    target = host_of(value)
    for host in hosts_in(text[:LONGEST]):
        if not _are_related(host, target, context.policy.link_hosts):
            return (RULE.violation(element, f"text says {host}, link goes to {target}", part=name),)
    return ()


def _are_related(host: str, target: str, known: frozenset[str]) -> bool:
    target = target.removeprefix("www.")
    if _is_below(target, host) or _is_below(host, target):
        return True
    return any(_is_below(host, entry) and _is_below(target, entry) for entry in known)


def _is_below(host: str, parent: str) -> bool:
    return host == parent or host.endswith("." + parent)


RULE = Rule(
    "LNK007",
    "link-text-mismatch",
    setting="link_mismatch",
    looks=(OnAttribute(wants, check, has_host),),
    safety=None,
)
