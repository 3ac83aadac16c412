"""No picture in the message moves, judged by the picture itself.

Animated GIF, PNG and WebP. A name says nothing of it; the pictures that come with the message are opened with Pillow
(the extra ``images``). With ``picture_animated = "still"`` the first picture takes the place of all.

Wrong::

    Content-Type: image/gif; name="box.gif"
    Content-Transfer-Encoding: base64

    R0lGODlhAQABAIEAAAAAAAAAAAAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAAQABAAAIBAABBAQAIfkEAQoAAQAsAAAAAAEAAQCB
    ////AAAAAAAAAAAACAQAAQQEADs=

Right::

    Content-Type: image/gif; name="box.gif"
    Content-Transfer-Encoding: base64

    R0lGODdhAQABAIEAAAAAAAAAAAAAAAAAACwAAAAAAQABAAAIBAABBAQAOw==
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.message import Splice
from sanitizer.mail.pictures import still
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.picture_animated != "allow"


def mends(policy: Policy) -> bool:
    return policy.picture_animated == "still"


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy = context.policy
    for file in context.mail.pictures:
        facts = file.facts(policy.max_picture_pixels)
        if facts.picture is None or not facts.picture.is_animated:
            continue
        splices: tuple[Splice, ...] = ()
        if mends(policy) and not facts.broken and (first := still(file.content, facts.kind)):
            splices = file.replaced(first)
        yield RULE.of_message(file.part, f"picture {file.shown} is animated", *splices)


RULE = Rule(
    "ATT010",
    "picture-animated",
    setting="picture_animated",
    looks=(OnMessage(wants, check),),
    mends_under=mends,
)
