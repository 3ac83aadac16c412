"""Hooks of mail libraries, with the real library and a real server: what arrives is clean, or nothing does."""

import asyncio
import email
import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage, Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import aiosmtplib
import django
import messages as made
import pytest
from attachments import FILES
from django.conf import settings
from inbox import Inbox

if not settings.configured:
    settings.configure(
        INSTALLED_APPS=["anymail"],
        USE_TZ=True,
    )
    django.setup()

from anymail.backends.mailgun import EmailBackend as MailgunBackend
from anymail.backends.test import EmailBackend as AnymailTestBackend
from anymail.signals import pre_send
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from sanitizer import ConfigError, LimitError, MessageContext, Policy, RefusedError, ViolationError
from sanitizer.adapters import django as hook
from sanitizer.adapters.outgoing import Gate
from sanitizer.adapters.smtp import send_message, send_message_async
from sanitizer.html.readable import readable

BUYER = "x7k2m9q4w1@marketplace.amazon.com"
SHOP = "shop@shop.example"
OUTSIDE = '<p><a href="https://shop.example/">Our shop in town</a></p>'
IN_MEMORY = "django.core.mail.backends.locmem.EmailBackend"


def message(html: str = made.BAD) -> EmailMessage:
    new = EmailMessage()
    new["Subject"], new["From"], new["To"] = "Grüße", SHOP, BUYER
    new.set_content("Hello")
    new.add_alternative(html, subtype="html")
    new.add_attachment(FILES["pdf"](), maintype="application", subtype="pdf", filename="invoice.pdf")
    return new


def assert_arrived_clean(inbox: Inbox) -> None:
    (data,) = inbox.received
    parts = [part for part in email.message_from_bytes(data).walk() if not part.is_multipart()]
    (page,) = [part for part in parts if part.get_content_type() == "text/html"]
    assert "<p>Hello" in made.text_of(page)
    assert "color" not in made.text_of(page)
    (file,) = [part for part in parts if part.get_filename()]
    assert file.get_payload(decode=True) == FILES["pdf"]()


class TestSmtplib:
    @pytest.mark.parametrize("kind", [EmailMessage, Message, bytes])
    def test_what_arrives_is_clean(self, inbox: tuple[Inbox, int], kind: type) -> None:
        handler, port = inbox
        data = message().as_bytes()
        given = data if kind is bytes else email.message_from_bytes(data, kind, policy=message().policy)
        with smtplib.SMTP("127.0.0.1", port) as server:
            assert send_message(server, given, SHOP, [BUYER]) == {}
        assert_arrived_clean(handler)

    def test_nothing_is_sent_of_what_is_refused(self, inbox: tuple[Inbox, int]) -> None:
        handler, port = inbox
        attached = message(made.GOOD)
        attached.add_attachment(FILES["program"](), maintype="a", subtype="b", filename="a.exe")
        with smtplib.SMTP("127.0.0.1", port) as server:
            with pytest.raises(ViolationError, match="LNK001"):
                send_message(server, message(OUTSIDE))
            with pytest.raises(ViolationError, match="ATT001"):
                send_message(server, attached)
            with pytest.raises(RefusedError, match="twice"):
                send_message(server, b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\nx", SHOP, BUYER)
            with pytest.raises(LimitError):
                send_message(server, message(), gate=Gate(Policy.load("amazon").changed(max_parts=2)))
            with pytest.raises(TypeError, match="addresses"):
                send_message(server, message().as_bytes())
        assert handler.received == []

    def test_what_is_refused_is_a_choice(self, inbox: tuple[Inbox, int]) -> None:
        handler, port = inbox
        aside = Gate(Policy.load("amazon").changed(message_ambiguous="quarantine"))
        with smtplib.SMTP("127.0.0.1", port) as server:
            send_message(server, message(OUTSIDE), gate=Gate(refuse=None))
            with pytest.raises(ViolationError, match="MSG006"):
                send_message(server, message(made.GOOD), SHOP, "jane@mail.example", gate=Gate(refuse="warning"))
            with pytest.raises(RefusedError, match="set aside"):
                send_message(server, b"Content-Type: multipart/mixed\r\n\r\nx", SHOP, BUYER, gate=aside)
        assert len(handler.received) == 1


class TestAiosmtplib:
    @pytest.mark.parametrize("as_bytes", [False, True])
    def test_what_arrives_is_clean(self, inbox: tuple[Inbox, int], as_bytes: bool) -> None:
        handler, port = inbox

        async def work() -> None:
            given = message().as_bytes() if as_bytes else message()
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
                await send_message_async(client, given, sender=SHOP, recipients=[BUYER])
                with pytest.raises(ViolationError, match="LNK001"):
                    await send_message_async(client, message(OUTSIDE))

        with ThreadPoolExecutor(1) as pool:  # the browser of other tests has a loop in this thread
            pool.submit(asyncio.run, work()).result()
        assert_arrived_clean(handler)


def django_message(html: str = made.BAD, **options: object) -> EmailMultiAlternatives:
    new = EmailMultiAlternatives("Grüße", "Hello", SHOP, [BUYER], **options)
    new.attach_alternative(html, "text/html")
    new.attach("invoice.pdf", FILES["pdf"](), "application/pdf")
    return new


def backend(**options: object) -> hook.EmailBackend:
    named = {"alias": "default"} if hasattr(mail, "mailers") else {}
    return hook.EmailBackend(**{"backend": IN_MEMORY} | named | options)


ORDER = "303-1234567-1234567"


def by_subject(message: mail.EmailMessage) -> dict[str, str] | None:
    """What a shop knows of a message, by the number in its subject; nothing of one without."""
    return {"order_id": ORDER} if "order" in message.subject else None


def about(subject: str, **known: object) -> EmailMultiAlternatives:
    new = django_message(made.GOOD)
    new.subject = subject
    for name, value in known.items():
        setattr(new, name, value)
    return new


class TestDjangoContext:
    """A message that is about an order has to name it, where it is known which one that is."""

    @pytest.fixture(autouse=True)
    def _outbox(self) -> None:
        mail.outbox = []

    @pytest.mark.parametrize("stated", [by_subject, f"{__name__}.by_subject"], ids=["function", "path"])
    @pytest.mark.parametrize("by", ["setting", "option"])
    def test_stated_for_all(self, stated: object, by: str) -> None:
        with override_settings(SANITIZER={"CONTEXT": stated} if by == "setting" else {}):
            sender = backend(**({"context": stated} if by == "option" else {}))
            assert sender.send_messages([about("Hello"), about(f"Your order {ORDER}")]) == 2
            with pytest.raises(ViolationError, match="MSG013"):
                sender.send_messages([about("Your order")])
        assert [sent.subject for sent in mail.outbox] == ["Hello", f"Your order {ORDER}"]

    @pytest.mark.parametrize("known", [{"order_id": ORDER}, MessageContext(order_id=ORDER)], ids=["data", "context"])
    def test_known_of_one_message(self, known: object) -> None:
        with pytest.raises(ViolationError, match="MSG013"):
            backend().send_messages([about("Hello", sanitizer_context=known)])
        with override_settings(SANITIZER={"CONTEXT": by_subject}):
            other = MessageContext(order_id=ORDER, is_reply=True)
            assert backend().send_messages([about("Your order", sanitizer_context=other)]) == 1

    def test_what_cannot_be_is_told(self) -> None:
        with pytest.raises(ConfigError, match="did you mean `order_id`"):
            backend().send_messages([about("Hello", sanitizer_context={"order": ORDER})])
        assert mail.outbox == []


class TestDjango:
    @pytest.fixture(autouse=True)
    def _outbox(self) -> None:
        mail.outbox = []

    def test_what_arrives_by_smtp_is_clean(self, inbox: tuple[Inbox, int]) -> None:
        handler, port = inbox
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        given = django_message()
        assert backend(backend=smtp, host="127.0.0.1", port=port).send_messages([given]) == 1
        assert_arrived_clean(handler)
        assert given.alternatives[0][0] == made.BAD, "the caller's message is as it was"

    @pytest.mark.skipif(hasattr(mail, "mailers"), reason="Django 6.1 has MAILERS in the place of EMAIL_BACKEND")
    def test_as_the_backend_of_the_settings(self) -> None:
        with override_settings(
            EMAIL_BACKEND="sanitizer.adapters.django.EmailBackend", SANITIZER={"BACKEND": IN_MEMORY, "POLICY": "amazon"}
        ):
            mail.send_mail("x", "Hello", SHOP, [BUYER], html_message=made.BAD)
            mail.send_mail("x", "Hello", SHOP, [BUYER])
        first, second = mail.outbox
        assert "color" not in first.alternatives[0][0]
        assert second.body == "Hello"

    @pytest.mark.skipif(not hasattr(mail, "mailers"), reason="MAILERS came with Django 6.1")
    @pytest.mark.parametrize("options", [{"using": "out"}, {"backend": IN_MEMORY}])
    def test_as_one_of_the_mailers(self, options: dict[str, str]) -> None:
        outer = {"BACKEND": "sanitizer.adapters.django.EmailBackend", "OPTIONS": options | {"policy": "amazon"}}
        with override_settings(MAILERS={"default": outer, "out": {"BACKEND": IN_MEMORY}}):
            mail.send_mail("x", "Hello", SHOP, [BUYER], html_message=made.BAD)
        (sent,) = mail.outbox
        assert "color" not in sent.alternatives[0][0]

    def test_a_body_of_html(self) -> None:
        given = mail.EmailMessage("x", made.BAD, SHOP, [BUYER])
        given.content_subtype = "html"
        backend().send_messages([given])
        assert "color" not in mail.outbox[0].body

    def test_headers_that_go(self) -> None:
        headers = {"List-Unsubscribe": "<https://shop.example/>", "X-Order": "7"}
        backend().send_messages([django_message(made.GOOD, headers=headers)])
        assert mail.outbox[0].extra_headers == {"X-Order": "7"}

    def test_a_text_part_written_anew(self) -> None:
        policy = Policy.load("amazon").changed(text_part="regenerate")
        backend(policy=policy).send_messages([django_message("<p>Your <b>order</b></p>")])
        assert mail.outbox[0].body == "Your order\n"

    @pytest.mark.parametrize("mode", ["add", "regenerate"])
    @pytest.mark.parametrize("kind", [mail.EmailMessage, EmailMultiAlternatives])
    def test_a_text_part_for_a_body_of_html(self, inbox: tuple[Inbox, int], kind: type, mode: str) -> None:
        handler, port = inbox
        given = kind("Grüße", made.BAD, SHOP, [BUYER], attachments=[("invoice.pdf", FILES["pdf"](), "application/pdf")])
        given.content_subtype = "html"
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        policy = Policy.load("amazon").changed(text_part=mode)
        assert backend(backend=smtp, host="127.0.0.1", port=port, policy=policy).send_messages([given]) == 1
        assert_arrived_clean(handler)
        arrived = email.message_from_bytes(handler.received[0])
        types = [part.get_content_type() for part in arrived.walk()]
        assert types == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
        text, page = (made.text_of(part) for part in arrived.walk() if part.get_content_maintype() == "text")
        assert text.split() == readable(page).split()
        assert (type(given), given.content_subtype, given.body) == (kind, "html", made.BAD), "the caller's is as it was"

    def test_a_text_part_where_the_body_is_empty(self) -> None:
        policy = Policy.load("amazon").changed(text_part="add")
        given = EmailMultiAlternatives("x", "", SHOP, [BUYER], alternatives=[("<p>Your <b>order</b></p>", "text/html")])
        backend(policy=policy).send_messages([given])
        assert mail.outbox[0].body == "Your order\n"

    def test_a_page_attached_under_another_policy(self) -> None:
        policy = Policy.load("amazon").changed(attachment_kinds=[], attachment_deny=[])
        given = django_message(made.GOOD)
        given.attach("page.html", made.BAD, "text/html")
        backend(policy=policy).send_messages([given])
        assert "color" not in mail.outbox[0].attachments[1][1]

    def test_one_that_is_refused_keeps_all(self) -> None:
        with pytest.raises(ViolationError, match="LNK001"):
            backend().send_messages([django_message(), django_message(OUTSIDE)])
        assert mail.outbox == []

    @pytest.mark.parametrize("refused", [OUTSIDE, made.GOOD])
    def test_nothing_of_what_is_refused_reaches_a_server(self, inbox: tuple[Inbox, int], refused: str) -> None:
        handler, port = inbox
        bad = django_message(refused)
        if refused == made.GOOD:
            bad.attach("a.exe", FILES["program"](), "application/octet-stream")
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        with pytest.raises(ViolationError, match=r"LNK001|ATT001"):
            backend(backend=smtp, host="127.0.0.1", port=port).send_messages([django_message(), bad])
        assert handler.received == []

    def test_in_silence_the_others_go(self) -> None:
        assert backend(fail_silently=True).send_messages([django_message(), django_message(OUTSIDE)]) == 1
        assert backend(fail_silently=True).send_messages([django_message(OUTSIDE)]) == 0

    def test_a_fix_that_django_gives_no_way_to(self) -> None:
        policy = Policy.load("amazon").changed(picture_metadata="strip")
        given = django_message(made.GOOD)
        given.attach("box.jpg", FILES["place"](), "image/jpeg")
        with pytest.raises(RefusedError, match="cannot be made in a Django message"):
            backend(policy=policy).send_messages([given])


@contextmanager
def provider() -> Iterator[tuple[list[Message], str]]:
    """A service that takes mail over HTTP as forms: those that came, and its address."""
    got: list[Message] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # its name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers["Content-Type"].encode()
            got.append(email.message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + body))
            answer = b'{"id": "<1@shop.example>", "message": "Queued."}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield got, f"http://127.0.0.1:{server.server_port}/v3"
        finally:
            server.shutdown()
            thread.join()


class TestAnymail:
    @pytest.fixture(autouse=True)
    def _connected(self) -> Iterator[None]:
        pre_send.connect(hook.anymail_pre_send)
        mail.outbox = []
        yield
        pre_send.disconnect(hook.anymail_pre_send)

    def test_what_is_sent_is_clean(self) -> None:
        AnymailTestBackend().send_messages([django_message()])
        (sent,) = mail.outbox
        assert "color" not in sent.anymail_test_params["html_body"]
        assert sent.anymail_test_params["attachments"][0].content == FILES["pdf"]()

    def test_context(self) -> None:
        with override_settings(SANITIZER={"CONTEXT": by_subject}):
            AnymailTestBackend().send_messages([about(f"Your order {ORDER}")])
            with pytest.raises(ViolationError, match="MSG013"):
                AnymailTestBackend().send_messages([about("Your order")])
        assert len(mail.outbox) == 1

    def test_a_text_part_for_a_body_of_html(self) -> None:
        given = mail.EmailMessage("Grüße", "<p>Your <b>order</b></p>", SHOP, [BUYER])
        given.content_subtype = "html"
        with override_settings(SANITIZER={"POLICY": Policy.load("amazon").changed(text_part="add")}):
            AnymailTestBackend().send_messages([given])
        (sent,) = mail.outbox
        assert sent.anymail_test_params["text_body"] == "Your order\n"
        assert sent.anymail_test_params["html_body"] == "<p>Your <b>order</b></p>"

    def test_what_a_provider_gets_is_clean(self) -> None:
        """The backend of a provider, whose service is a server on loopback."""
        keys = {"MAILGUN_API_KEY": "key", "MAILGUN_SENDER_DOMAIN": "shop.example"}
        with provider() as (got, address), override_settings(ANYMAIL={**keys, "MAILGUN_API_URL": address}):
            with pytest.raises(ViolationError, match="LNK001"):
                MailgunBackend().send_messages([django_message(OUTSIDE)])
            assert got == []
            assert MailgunBackend().send_messages([django_message()]) == 1
        (form,) = got
        fields = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}
        assert b"color" not in fields["html"].get_payload(decode=True)
        assert b"<p>Hello" in fields["html"].get_payload(decode=True)
        assert fields["attachment"].get_payload(decode=True) == FILES["pdf"]()

    def test_what_is_refused_raises_and_is_not_sent(self) -> None:
        with pytest.raises(ViolationError, match="LNK001"):
            AnymailTestBackend().send_messages([django_message(OUTSIDE)])
        assert mail.outbox == []
