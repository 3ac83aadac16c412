"""HTML as the plain text that a channel takes, such as a marketplace's message interface."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sanitizer.channels import Channel
from sanitizer.context import MessageContext
from sanitizer.errors import ConfigError
from sanitizer.findings import Report
from sanitizer.html.readable import readable, without_tags
from sanitizer.html.source import read
from sanitizer.pipeline import Sanitizer
from sanitizer.policy import Policy

__all__ = ["PlainText", "text_of", "to_text"]


@dataclass(frozen=True)
class PlainText:
    """What :func:`to_text` gives back."""

    text: str
    """Line breaks are ``\\n``, and none is at the end; nothing in it is a tag."""
    report: Report
    """What is wrong with the text, also that it is too long for its channel; places are those in the text."""
    channel: Channel
    """What the channel takes."""

    @property
    def ok(self) -> bool:
        """Whether it may be sent: no error is left."""
        return self.report.ok


def to_text(
    source: Any,
    policy: str | Path | Policy = "amazon",
    *,
    channel: str | None = None,
    context: MessageContext | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe_fixes: bool = False,
) -> PlainText:
    """HTML made to obey the policy, as the plain text that a channel takes, and judged as such.

    ``source`` is HTML as :func:`sanitizer.sanitize` takes it. ``channel`` is a channel of the policy's ``channels``: by
    default that of the ``context``, else the only one of the policy. Links keep their addresses, behind their words;
    images are their alternative text. Text over the limits of the channel comes back whole, with the error
    ``channel-exceeded`` in the report: cut it or send it otherwise.

    Raises:
        ConfigError: no such channel, or a policy, code or context that cannot be used.
        SourceError, LimitError, ProofError: as :func:`sanitizer.sanitize`.

    """
    sanitizer = _shared(Policy.load(policy), tuple(select), tuple(ignore), unsafe_fixes=unsafe_fixes)
    return text_of(sanitizer, source, channel=channel, context=context)


def text_of(
    sanitizer: Sanitizer, source: Any, *, channel: str | None = None, context: MessageContext | None = None
) -> PlainText:
    """As :func:`to_text`, by a sanitizer that is there.

    Raises:
        ConfigError, SourceError, LimitError, ProofError: as :func:`to_text`.

    """
    known = context or MessageContext()
    known = replace(known, channel=channel or known.channel or _only_channel(sanitizer.policy))
    found = sanitizer.policy.channel_of(known)
    assert found is not None
    html = sanitizer.sanitize(source, context=known, is_part=True).output
    words = sanitizer.sanitize(readable(read(html).text), kind="text", context=known, is_part=True).output
    text = without_tags(words).strip("\n")
    return PlainText(text, sanitizer.check(text, kind="text", context=known), found)


def _only_channel(policy: Policy) -> str:
    if len(policy.channels) == 1:
        return next(iter(policy.channels))
    names = sorted({name.partition(".")[0] for name in policy.channels})
    told = f"write one of {', '.join(names)}" if names else "it has no `channels` for plain text"
    raise ConfigError(f"policy {policy.name}: which channel? {told}")


@lru_cache(maxsize=16)
def _shared(policy: Policy, select: tuple[str, ...], ignore: tuple[str, ...], *, unsafe_fixes: bool) -> Sanitizer:
    return Sanitizer(policy, select=select, ignore=ignore, unsafe_fixes=unsafe_fixes)
