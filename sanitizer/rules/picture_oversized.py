"""No picture comes with more pixels in width than the policy wants to send.

A photograph straight from a camera makes a message of many megabytes that is shown a few hundred pixels wide. The limit
``max_picture_width`` is 0, none, unless your policy sets it. Scaling down takes away detail, so it is an unsafe fix; it
needs Pillow (the extra ``images``).

Settings: max_picture_width = 8

Before::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAIAAAB/FOjAAAAAFklEQVR4nGNkEKlgIAUwkaR6VAOR
    AADimACcBG+BagAAAABJRU5ErkJggg==

After::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAAFElEQVR4nGNkEKlgwAaYsIqSJQEA
    NxQAlBmeVOkAAAAASUVORK5CYII=
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.message import Splice
from sanitizer.mail.pictures import scaled
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.max_picture_width > 0


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy, limit = context.policy, context.policy.max_picture_width
    for file in context.mail.pictures:
        facts = file.facts(policy.max_picture_pixels)
        if facts.picture is None or facts.picture.width <= limit:
            continue
        splices: tuple[Splice, ...] = ()
        if not (facts.broken or facts.picture.is_animated) and (smaller := scaled(file.content, facts.kind, limit)):
            splices = file.replaced(smaller)
        told = f"picture {file.shown} is {facts.picture.width} pixels wide, over {limit}"
        yield RULE.of_message(file.part, told, *splices)


RULE = Rule(
    "ATT013",
    "picture-oversized",
    setting="max_picture_width",
    looks=(OnMessage(wants, check),),
    severity="warning",
    safety="unsafe",
)
