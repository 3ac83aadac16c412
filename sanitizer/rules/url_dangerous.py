"""No address that runs a script or holds a document.

The scheme is read as a browser reads it: entities decoded, tabs and line breaks gone, control characters in
front gone, in any case. ``data:`` may hold a raster image and nothing else.

Before::

    <a href="java&#9;script:alert(1)">Your order</a>

After::

    <a>Your order</a>
"""

import re

from sanitizer.html.urls import SINKS, is_raster_data, scheme_of, srcset_urls
from sanitizer.policy import Policy
from sanitizer.rule import OnValue, Rule, Verdict

RELATIVE = ("", "//")
BLANKS = re.compile("[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]+")
RUNS = re.compile(r"\s*(?:javascript|vbscript|livescript|mocha|data|file|blob)\s*:", re.IGNORECASE)
SHOWN = 200
"""Characters at the start of an address among which a scheme is looked for."""
IMAGE_SCHEMES = frozenset(("http", "https", "cid", "mid"))
"""``cid`` and ``mid`` name parts of the same message (RFC 2392)."""


def wants(policy: Policy, tag: str, name: str) -> bool:
    return name in SINKS


def check(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    for address in srcset_urls(value) if name in ("srcset", "imagesrcset") else (value,):
        scheme = scheme_of(address)
        if scheme not in RELATIVE and not _is_allowed(policy, name, scheme, address):
            return Verdict(f"{name} has the dangerous scheme {scheme}:")
        if _is_disguised(address):
            return Verdict(f"{name} has a dangerous scheme in disguise")
    return None


def _is_disguised(address: str) -> bool:
    """Whether characters that no browser skips, but other readers do, part a dangerous scheme."""
    return BLANKS.search(address[:SHOWN]) is not None and RUNS.match(BLANKS.sub("", address[:SHOWN])) is not None


def _is_allowed(policy: Policy, name: str, scheme: str, address: str) -> bool:
    if SINKS[name] == "load":
        return scheme in IMAGE_SCHEMES or (scheme == "data" and is_raster_data(address))
    return scheme in policy.link_schemes


RULE = Rule(
    "SEC006",
    "url-dangerous",
    setting="link_schemes",
    looks=(OnValue(wants, check),),
    safety="enforced",
    active=True,
    reads="scheme",
)
