"""No HTML goes into a channel for plain text.

The Messaging API takes none, eBay calls it an error or shows the tags to the buyer. ``to_text`` makes text of HTML.

Context: channel = "form"

Wrong::

    Which colour may we <b>print</b>?

Right::

    Which colour may we *print*, if 1 < 2?
"""

import re
from collections.abc import Iterator
from html import unescape

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule

TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,80}+>?")
"""What a browser takes for a tag, as far as it is quoted."""
REFERENCE = re.compile(r"&#?\w{1,31};")


def wants(policy: Policy) -> bool:
    return bool(policy.channels)


def check(context: FrameContext) -> Iterator[FrameViolation]:
    if context.policy.channel_of(context.message) is None:
        return
    channel = context.message.channel
    if context.kind != "text":
        yield RULE.of_frame(f"this is no plain text, which is all that the channel {channel} takes")
        return
    text = context.readings[0].shown
    if tag := TAG.search(text):
        yield RULE.of_frame(f"{tag[0].rstrip()} is a tag, and the channel {channel} takes no HTML", span=tag.span())
    reference = next((found for found in REFERENCE.finditer(text) if unescape(found[0]) != found[0]), None)
    if reference:
        message = f"{reference[0]} is a character reference of HTML, which the channel {channel} shows as it is"
        yield RULE.of_frame(message, span=reference.span(), severity="warning")


RULE = Rule("MSG018", "channel-markup", setting="channels", looks=(OnFrame(wants, check),), safety=None)
