"""No name at a social network, and no invitation to a messenger, stands in the words.

They move the buyer off the marketplace, which guides for sellers name as forbidden; eBay's policy on contact between
members names social links. The name of a network alone is no finding: phone holders are sold for them. Nor is it one
where the sentence says that nobody is to be written to there.

Before::

    <p>Follow us on Instagram @towelshop for more.</p>

After::

    <p>Follow us for more.</p>
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sanitizer.content.reading import Reading
from sanitizer.content.removal import removal
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

if TYPE_CHECKING:
    from sanitizer.content.contact.handles import Handle

SHOWN = 60
"""Characters of a name in a message."""


def removes(policy: Policy) -> bool:
    return policy.text_social_handle == "remove"


def wants(policy: Policy) -> bool:
    return policy.text_social_handle != "allow"


def check(context: TextContext, reading: Reading) -> Iterable[TextViolation]:
    from sanitizer.content.contact.handles import handles  # its patterns take longer to make than the package to import

    for handle in handles(reading):
        span = reading.span(handle.start, handle.end)
        yield RULE.of_text(
            span,
            describe(handle, reading),
            "",
            replaced=removal(reading.shown, *span),
            severity="error" if handle.is_sure else "warning",
            safety="safe" if handle.is_sure and removes(context.policy) else "unsafe",
        )


def describe(handle: "Handle", reading: Reading) -> str:
    if handle.is_url:
        return f"invitation to {handle.network}"
    words = reading.text[handle.start : handle.end][:SHOWN]
    return f"contact at {handle.network}: {words!r}" if handle.network else f"name at a social network: {words!r}"


RULE = Rule(
    "TXT005",
    "text-social-handle",
    setting="text_social_handle",
    looks=(OnText(wants, check),),
    safety="unsafe",
    is_made_safe=removes,
)
