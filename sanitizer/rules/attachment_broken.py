"""Every file can be opened, and costs no more than its size promises.

Pictures that end early, archives without a directory, base64 with gaps, and bombs: a few kilobytes that unpack to
gigabytes, a picture of hundreds of megapixels. They are found without being unpacked.

Wrong::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAA

Right::

    Content-Type: image/png; name="box.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.leaves import broken_base64
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for file in context.mail.pictures:
        if told := file.facts(context.policy.max_picture_pixels).broken:
            yield RULE.of_message(file.part, f"file {file.shown} cannot be used: {told}")
        elif file.is_part and file.part.transfer == "base64" and (told := broken_base64(context.mail.data, file.part)):
            yield RULE.of_message(
                file.part, f"file {file.shown} may be decoded differently: {told}", severity="warning"
            )


RULE = Rule("ATT009", "attachment-broken", setting="max_picture_pixels", looks=(OnMessage(wants, check),), safety=None)
