"""Messages for tests: made by the standard library, mutated, and taken apart again without the code under test."""

import base64
import email
import email.policy
import io
import random
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from PIL import Image

from sanitizer import MessageSanitizer, Policy, Sanitizer
from sanitizer.mail.structure import Limits

HTML = Sanitizer("amazon")
AMAZON = MessageSanitizer("amazon")
LIMITS = Limits(1000, 32, 1 << 18, 8192)

BAD = '<p style="color:red">Hello {0}, <a href="https://www.amazon.com/gp/css/order-history">your order</a></p>\r\n'
GOOD = "<p>Hello {0}</p>\r\n"


def changed(**settings: object) -> MessageSanitizer:
    """A sanitizer of messages under the amazon policy with other settings."""
    return MessageSanitizer(Policy.load("amazon").changed(**settings))


def plain(html: str, *, transfer: str = "quoted-printable", charset: str = "utf-8", **headers: str) -> bytes:
    """A message with a text and an HTML part, line breaks as on the network."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = "Your order"
    message["From"] = "Shop <shop@shop.example>"
    message["To"] = "x7k2m9q4w1@marketplace.amazon.com"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello", charset=charset, cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset=charset, cte=transfer)
    return message.as_bytes()


def nested(html: str) -> bytes:
    """Mixed, in it related, in it alternative; an image, a file, and a forwarded message with the same HTML."""
    alternative = MIMEMultipart("alternative", _subparts=[MIMEText("Hello"), MIMEText(html, "html", "iso-8859-1")])
    image = MIMEImage(b"\x89PNG\r\n\x1a\n" + bytes(300), "png")
    image["Content-ID"] = "<logo@shop.example>"
    file = MIMEApplication(bytes(range(256)) * 40, "octet-stream", name="data.bin")
    forwarded = MIMEText(html, "html", "utf-8")
    forwarded["Subject"] = "Fwd"
    holder = Message()
    holder["Content-Type"] = "message/rfc822"
    holder.set_payload([forwarded])
    message = MIMEMultipart("mixed", _subparts=[MIMEMultipart("related", _subparts=[alternative, image]), file, holder])
    message["Subject"] = "=?utf-8?q?Your_=C3=B6rder?="
    return message.as_bytes().replace(b"\n", b"\r\n")


def base64_lines(content: bytes) -> bytes:
    """Base64 as messages have it, without the break at its end."""
    return base64.encodebytes(content).rstrip().replace(b"\n", b"\r\n")


def mixed(*files: bytes) -> bytes:
    """A message of files that have no names."""
    head = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body = b"".join(b"--b\r\n" + head + base64_lines(file) + b"\r\n" for file in files)
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body + b"--b--\r\n"


def html_parts(data: bytes) -> list[Message]:
    """The HTML parts as the standard library sees them."""
    found = email.message_from_bytes(data).walk()
    return [part for part in found if part.get_content_type() == "text/html" and not part.is_multipart()]


def text_of(part: Message) -> str:
    """The text of a part as the standard library decodes it; Latin-1 where it cannot."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    try:
        return payload.decode(part.get_content_charset() or "ascii")
    except (LookupError, UnicodeDecodeError):
        return payload.decode("latin-1")


def assert_clean(data: bytes) -> None:
    """The HTML parts that the standard library sees have nothing left to mend."""
    sizes = sizes_of_pictures(data)
    for part in html_parts(data):
        findings = HTML.check(text_of(part), held=lambda name: sizes.get(name.lower())).findings
        assert [finding for finding in findings if finding.fixable] == []


def sizes_of_pictures(data: bytes) -> dict[str, tuple[int, int] | None]:
    """Width and height of the pictures that the standard library sees, by Content-ID; ``None`` for two of one name."""
    found: dict[str, tuple[int, int] | None] = {}
    for part in email.message_from_bytes(data).walk():
        name = str(part["content-id"] or "").strip("<> ").lower()
        if not name or part.is_multipart():
            continue
        try:
            with Image.open(io.BytesIO(part.get_payload(decode=True))) as image:
                size = image.size
        except (OSError, Image.DecompressionBombError):
            continue
        found[name] = None if name in found else size
    return found


def others(data: bytes) -> Iterator[tuple[list[tuple[str, str]], object]]:
    """Headers of every part, and the content of those that hold no HTML."""
    for part in email.message_from_bytes(data).walk():
        is_kept = not part.is_multipart() and part.get_content_type() != "text/html"
        yield part.items(), part.get_payload(decode=True) if is_kept else None


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The message with some lines dropped, doubled, swapped or cut, and some bytes changed."""
    lines = data.splitlines(keepends=True)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(lines))
        match rng.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case 2:
                lines[at] = lines[at].rstrip(b"\r\n") + rng.choice([b"\n", b"\r", b"", b"\r\r\n"])
            case 3:
                lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
            case 4:
                pieces = bytearray(lines[at])
                if pieces:
                    pieces[rng.randrange(len(pieces))] = rng.choice(b'\0\r\n\t";:=<>-\x80\xffab ')
                lines[at] = bytes(pieces)
            case _:
                lines.insert(at, rng.choice(INSERTS))
        if not lines:
            return b""
    return b"".join(lines)


INSERTS = (
    b"Content-Type: text/html\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"\r\n",
    b"--x\r\n",
    b"--x--\r\n",
    b" \r\n",
    b"<script>x</script>\r\n",
)
