"""Rules for words over everything in a message that holds words."""

import io
from email.message import EmailMessage
from typing import Any

import pytest
import segno

import sanitizer
from sanitizer import MessageSanitizer, Policy

SHOP = "jane@shop.example"
WORDS = "The left armrest of the chair follows on Monday."
HTML = f"<p>{WORDS}</p>"


def message(subject: str = "Order", text: str = f"{WORDS}\n", html: str = HTML) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = subject
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    return made


def found(made: Any, **settings: object) -> list[str]:
    report = MessageSanitizer(Policy.load("amazon").changed(**settings), select=["TXT"]).check(made)
    return [f"{each.place} {each.code}" for each in report.findings]


def test_each_part_has_its_own_places() -> None:
    made = message(f"Write to {SHOP}", f"Hello,\nwrite to {SHOP}\n", f"<p>Write <i>to</i>\n{SHOP}</p>")
    assert found(made) == [
        "header Subject:1:1 TXT002",
        "part 1 text/plain:2:10 TXT002",
        "part 2 text/html:2:1 TXT002",
    ]


def test_files_and_their_names() -> None:
    made = message()
    made.add_attachment(f"Dear buyer,\nwrite to {SHOP}.\n", filename=f"write to {SHOP} now.txt")
    assert found(made) == ["part 2 text/plain file name:1:10 TXT002", "part 2 text/plain file text:2:10 TXT002"]
    assert found(made, file_texts="off") == ["part 2 text/plain file name:1:10 TXT002"]


def test_codes_in_pictures() -> None:
    picture = io.BytesIO()
    segno.make("https://oak-lamps.shop/vip", error="m").save(picture, kind="png", scale=6, border=4)
    made = message()
    made.add_attachment(picture.getvalue(), maintype="image", subtype="png", filename="card.png")
    assert found(made) == []
    assert found(made, picture_texts="qr") == ["part 2 image/png picture QR code:1:1 TXT003"]


def test_text_parts_are_mended_and_nothing_else_of_words() -> None:
    made = message(
        "Thanks \N{GRINNING FACE}", "Thanks \N{GRINNING FACE} a lot :-)\nBye\n", "<p>Thanks \N{GRINNING FACE}</p>"
    )
    made.add_attachment("\N{GRINNING FACE}", filename="a.txt")
    result = sanitizer.sanitize_message(made)
    text, html, file = (part for part in result.output.walk() if not part.is_multipart())
    assert text.get_content() == "Thanks a lot\nBye\n"
    assert html.get_content() == "<p>Thanks</p>\n"
    assert file.get_content() == "\N{GRINNING FACE}\n"
    assert result.output["Subject"] == "Thanks \N{GRINNING FACE}"
    left = [each for each in result.report.left if each.code == "TXT006"]
    assert [(each.part, each.safety) for each in left] == [
        ("header Subject", None),
        ("part 2 text/plain file text", None),
    ]


@pytest.mark.parametrize("policy", ["amazon", "email"])
def test_a_message_without_such_words_is_the_same_object(policy: str) -> None:
    made = message()
    assert sanitizer.sanitize_message(made, policy).output is made
