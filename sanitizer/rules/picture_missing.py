"""Every picture that the HTML takes from the message is in it, and every one that is in it for that is shown.

A ``cid:`` address without a part shows a broken picture; a part with a Content-ID that nothing refers to is sent for
nothing, and some programs list it as an attachment.

Wrong::

    Content-Type: text/html

    <p><img src="cid:box" alt="The box"></p>

Right::

    Content-Type: multipart/related; boundary=part

    --part
    Content-Type: text/html

    <p><img src="cid:box" alt="The box"></p>
    --part
    Content-Type: image/gif
    Content-ID: <box>
    Content-Transfer-Encoding: base64

    R0lGODlhAQABAAAAACw=
    --part--
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

REFERENCE = re.compile(r"""(?i)\bcid:([^\s"'<>)\\]{1,998})""")


def wants(policy: Policy) -> bool:
    return policy.content_ids == "report"


def check(context: MailContext) -> Iterator[MessageViolation]:
    mail = context.mail
    held = {
        field.value.strip("<> ").lower(): part for part in mail.parts if (field := part.first("content-id")) is not None
    }
    named: set[str] = set()
    for part in mail.html:
        for name in dict.fromkeys(references(mail.text(part).text)):
            named.add(name.lower())
            if name.lower() not in held:
                yield RULE.of_message(part, f"no part of the message is the picture cid:{name[:80]}")
    for name, part in held.items():
        is_related = part.parent is not None and part.parent.type == "multipart/related"
        if is_related and part.media.main == "image" and name not in named:
            yield RULE.of_message(part, f"nothing shows the picture cid:{name[:80]}", severity="warning")


def references(text: str) -> Iterator[str]:
    """What ``cid:`` addresses in HTML name."""
    if "cid:" in text.lower() or "&#" in text or "&colon" in text:  # a search of the pattern costs ten times that
        yield from map(unquote, REFERENCE.findall(unescape(text)))


RULE = Rule("MSG009", "picture-missing", setting="content_ids", looks=(OnMessage(wants, check),), safety=None)
