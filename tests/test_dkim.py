"""A DKIM signature over a message that needs no change stays valid, whichever way the message goes."""

import asyncio
import email
import email.policy
import smtplib
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage, Message

import aiosmtplib
import messages as made
import pytest
from attachments import FILES
from inbox import Inbox
from signing import signed, verified

from sanitizer import MessageSanitizer, Policy, RefusedError, sanitize_message
from sanitizer.adapters.outgoing import Gate
from sanitizer.adapters.smtp import send_message, send_message_async

SHOP, BUYER = "shop@shop.example", "x7k2m9q4w1@marketplace.amazon.com"
FORMS = [(b"relaxed", b"simple"), (b"simple", b"simple"), (b"relaxed", b"relaxed")]


def with_file() -> bytes:
    message = email.message_from_bytes(made.plain(made.GOOD), EmailMessage, policy=email.policy.SMTP)
    message.add_attachment(FILES["pdf"](), maintype="application", subtype="pdf", filename="invoice.pdf")
    return message.as_bytes()


CLEAN = {
    "quoted-printable": made.plain(made.GOOD),
    "base64": made.plain(made.GOOD, transfer="base64", charset="iso-8859-15"),
    "8bit": made.plain("<p>Gr\xfc\xdfe</p>\r\n", transfer="8bit"),
    "with a file": with_file(),
    "fields in odd spelling": made.plain(made.GOOD).replace(b"Content-Type: text", b"Content-type:text"),
}


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("name", CLEAN)
def test_it_stays_valid(name: str, form: tuple[bytes, bytes]) -> None:
    data = signed(CLEAN[name], form)
    assert verified(data)
    for policy in ("leave", "alter"):
        result = MessageSanitizer(Policy.load("amazon").changed(message_dkim=policy)).sanitize(data)
        assert result.output is data
        assert verified(result.output)
    assert not verified(data.replace(b"Your order", b"Our order")), "the signature covers the message"


@pytest.mark.parametrize("kind", [bytes, EmailMessage, Message])
def test_it_stays_valid_through_smtplib(inbox: tuple[Inbox, int], kind: type) -> None:
    handler, port = inbox
    data = signed(CLEAN["with a file"])
    given = data if kind is bytes else email.message_from_bytes(data, kind, policy=email.policy.SMTP)
    with smtplib.SMTP("127.0.0.1", port) as server:
        send_message(server, given, SHOP, [BUYER])
    assert verified(handler.received[0])


def test_it_stays_valid_through_aiosmtplib(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox

    async def work() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
            await send_message_async(client, signed(CLEAN["8bit"]), sender=SHOP, recipients=[BUYER])

    with ThreadPoolExecutor(1) as pool:  # the browser of other tests has a loop in this thread
        pool.submit(asyncio.run, work()).result()
    assert verified(handler.received[0])


def test_what_wants_a_change_is_left_altered_or_refused(inbox: tuple[Inbox, int]) -> None:
    data = signed(made.plain(made.BAD))
    assert verified(data)
    left = sanitize_message(data)
    assert left.output is data
    assert "MSG003" in left.report.counts()
    altered = MessageSanitizer(Policy.load("amazon").changed(message_dkim="alter")).sanitize(data)
    assert altered.changed
    assert not verified(altered.output)
    handler, port = inbox
    gate = Gate(Policy.load("amazon").changed(message_dkim="refuse"))
    with smtplib.SMTP("127.0.0.1", port) as server, pytest.raises(RefusedError, match="DKIM"):
        send_message(server, data, SHOP, [BUYER], gate=gate)
    assert handler.received == []
