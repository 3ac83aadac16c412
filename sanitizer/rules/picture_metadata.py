"""A picture does not tell where and with what it was taken.

Cameras write place, time and owner into JPEG and PNG files (EXIF, XMP, IPTC). With ``picture_metadata = "strip"`` that
is cut out, and the pixels stay as they are encoded; a JPEG that its EXIF turns round is left, since it would lie down.

Wrong::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAC3RFWHRBdXRob3IASmFuZQPFgHEAAAAMSURBVHicY2BgYAAAAAQAAfYXOFUAAAAASUVO
    RK5CYII=

Right::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.message import Splice
from sanitizer.mail.pictures import without_metadata
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.picture_metadata != "allow"


def mends(policy: Policy) -> bool:
    return policy.picture_metadata == "strip"


def check(context: MailContext) -> Iterator[MessageViolation]:
    policy = context.policy
    for file in context.mail.pictures:
        facts = file.facts(policy.max_picture_pixels)
        if facts.picture is None or not facts.picture.has_metadata:
            continue
        splices: tuple[Splice, ...] = ()
        if mends(policy) and not facts.broken and (clean := without_metadata(file.content, facts.kind)):
            splices = file.replaced(clean)
        if facts.picture.has_place:
            yield RULE.of_message(file.part, f"picture {file.shown} tells where it was taken", *splices)
        else:
            told = f"picture {file.shown} tells of its making"
            yield RULE.of_message(file.part, told, *splices, severity="info")


RULE = Rule(
    "ATT011",
    "picture-metadata",
    setting="picture_metadata",
    looks=(OnMessage(wants, check),),
    severity="warning",
    mends_under=mends,
)
