"""No URL or host in the words leads out of the marketplace.

The guidelines forbid links that do, and a mail program makes a link of an address in words too. Hosts on the policy's
``link_hosts`` are allowed, such as a carrier's once it is added there. A bare host such as ``shop.com`` is a warning
unless words send the reader to it. A host that is made to look like one of ``link_hosts`` is always an error.

Before::

    <p>The manual is at www.shop.example/manual for you.</p>

After::

    <p>The manual is at for you.</p>
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sanitizer.content.contact.lookalikes import imitated, mixes_scripts
from sanitizer.content.hosts import ascii_host, matches_host
from sanitizer.content.reading import Reading
from sanitizer.content.removal import removal
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

if TYPE_CHECKING:
    from sanitizer.content.contact.addresses import Address

SHOWN = 60
"""Characters of an address in a message."""
NOTE = "a host needed to complete the order, such as a carrier's, can be added to link_hosts"


def removes(policy: Policy) -> bool:
    return policy.text_url == "remove"


def wants(policy: Policy) -> bool:
    return policy.text_url != "allow"


def check(context: TextContext, reading: Reading) -> Iterable[TextViolation]:
    from sanitizer.content.contact.addresses import (
        doubtful_hosts,
        urls,
    )  # its patterns take longer to make than the package to import

    policy = context.policy
    known = [(url, disguise(url, policy)) for url in urls(reading) if not matches_host(url.host, policy.link_hosts)]
    doubtful = ((url, disguise(url, policy)) for url in doubtful_hosts(reading))
    for url, trick in sorted((*known, *((url, trick) for url, trick in doubtful if trick))):
        is_sure = url.is_sure or bool(trick)
        kind = "host" if url.is_bare else "URL"
        span = reading.span(url.start, url.end)
        yield RULE.of_text(
            span,
            f"{kind} {url.value[:SHOWN]!r}" + (trick or ", spelled out" * url.is_spelled),
            "",
            replaced=removal(reading.shown, *span),
            note="" if trick else NOTE,
            severity="error" if is_sure else "warning",
            safety="safe" if is_sure and removes(policy) else "unsafe",
        )


def disguise(url: "Address", policy: Policy) -> str:
    """What makes a host look like another one, ready to follow its name; ``""`` for most."""
    user = url.value.partition("://")[2].partition("/")[0].rpartition("@")[0]
    if matches_host(ascii_host(user), policy.link_hosts):
        return f" goes to {url.host}: what stands before an @ is no host"
    if name := imitated(url.host, policy.link_hosts):
        return f" looks like {name}, but is not on the list link_hosts"
    return " mixes letters of scripts that look alike" if mixes_scripts(url.host) else ""


RULE = Rule(
    "TXT003",
    "text-url",
    setting="text_url",
    looks=(OnText(wants, check),),
    safety="unsafe",
    is_made_safe=removes,
)
