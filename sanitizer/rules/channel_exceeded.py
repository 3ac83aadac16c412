"""A plain text is as long as its channel takes, and goes with as many files.

Amazon's Messaging API has limits for each kind of message, some of which take no text at all; eBay's messages have one.
The channel is the sender's to say (``channel`` of the context); ``to_text`` makes such a text of HTML.

Context: channel = "note"
Settings: channels = { note = { characters = [1, 20] } }

Wrong::

    Which colour may we print on it?

Right::

    Which colour?
"""

from collections.abc import Iterator

from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule

COUNTED = "counted in code points, white space at the end left out"


def wants(policy: Policy) -> bool:
    return bool(policy.channels)


def check(context: FrameContext) -> Iterator[FrameViolation]:
    channel = context.policy.channel_of(context.message)
    if channel is None or context.kind != "text":
        return
    name = ".".join(filter(None, (context.message.channel, context.message.message_type)))
    (least, most), text = channel.characters, context.readings[0].shown
    length = len(text.rstrip())
    if most is not None and length > most:
        told = f"{length - most} more than the {most} that {name} takes" if most else f"and {name} takes no text"
        yield RULE.of_frame(f"the text has {length} characters, {told}", span=(most, length), note=COUNTED)
    elif length < least:
        yield RULE.of_frame(f"the text has {length} characters, and {name} wants at least {least}", note=COUNTED)
    yield from files(channel.attachments, context.message.attachments, name)


def files(bounds: tuple[int, int | None], number: int | None, name: str) -> Iterator[FrameViolation]:
    """What is wrong with the number of files, if it is known."""
    least, most = bounds
    if number is None:
        return
    if most is not None and number > most:
        yield RULE.of_frame(f"{number} files go with the text, and {name} takes {most or 'none'}")
    elif number < least:
        yield RULE.of_frame(f"{number or 'no'} files go with the text, and {name} wants at least {least}")


RULE = Rule("MSG017", "channel-exceeded", setting="channels", looks=(OnFrame(wants, check),), safety=None)
