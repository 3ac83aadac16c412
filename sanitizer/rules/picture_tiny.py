"""No picture of a few pixels comes with the message.

A picture within the message tells nobody that it is opened, but a dot of one pixel shows nothing either: it is left
from a template, and a scan that looks for tracking pixels may take it for one.

Wrong::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC

Right::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAEElEQVR4nGNgGAWjYBTAAAADEAABPywr7AAAAABJRU5ErkJggg==
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

LARGEST = 3
"""Pixels on a side of what senders use as tracking pixels (1x1, 2x2, 1x3 in saved mail)."""


def wants(policy: Policy) -> bool:
    return policy.image_tracking == "remove"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for file in context.mail.attached:
        picture = file.facts(context.policy.max_picture_pixels).picture
        if picture is not None and max(picture.width, picture.height) <= LARGEST:
            yield RULE.of_message(file.part, f"picture {file.shown} has {picture.width} x {picture.height} pixels")


RULE = Rule(
    "ATT012",
    "picture-tiny",
    setting="image_tracking",
    looks=(OnMessage(wants, check),),
    severity="info",
    safety=None,
)
