"""Pictures that a message carries are as wide as they are, for the rules and for the layout."""

import tracemalloc

import messages as made
import pytest
from attachments import FILES, picture

from sanitizer import MessageSanitizer, Policy, Sanitizer
from tests.clock import seconds

AMAZON = MessageSanitizer("amazon")
IMG = '<p>Hello <img alt="Box" src="cid:box@shop.example"></p>'


def related(html: str, *files: bytes, name: str = "box@shop.example", kind: str = "png") -> bytes:
    """A message whose HTML may show pictures that come with it."""
    parts = [f"Content-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n".encode()]
    parts += [
        b"Content-Type: image/" + kind.encode() + b"\r\nContent-ID: <" + name.encode() + b">\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + made.base64_lines(file)
        for file in files
    ]
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return b"Subject: x\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" + body + b"--b--\r\n"


def found(data: bytes, code: str, **settings: object) -> list[str]:
    chosen = MessageSanitizer(Policy.load("amazon").changed(**settings)) if settings else AMAZON
    return [finding.message for finding in chosen.check(data).findings if finding.code == code]


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((200, 100), ""),
        ((256, 100), ""),
        ((300, 100), "image of 300px is over 80 % of a screen of 320 px"),
        ((900, 100), "image is 900 px wide by itself, over 480 px (80 % of the message)"),
    ],
)
def test_the_width_of_a_part(size: tuple[int, int], message: str) -> None:
    data = related(IMG, picture("PNG", size))
    assert found(data, "IMG005") == ([message] if message else [])
    result = AMAZON.sanitize(data)
    assert result.changed is bool(message)
    assert (b'style="max-width:80%"' in result.output) is bool(message)
    assert AMAZON.sanitize(result.output).output is result.output
    assert result.report.counts().get("IMG005", 0) == bool(message)


@pytest.mark.parametrize(
    "html", ['<img alt="Box" src=" CID:BOX%40shop.example">', "<img alt=Box src=&#99;id:box@shop.example>"]
)
def test_names_are_read_as_programs_read_them(html: str) -> None:
    assert not AMAZON.sanitize(related(html, picture("PNG", (200, 100)))).changed


@pytest.mark.parametrize(
    ("html", "files"),
    [
        (IMG, [FILES["short png"](), FILES["png"]()]),
        (IMG, [FILES["png"](), picture("PNG", (900, 10))]),
        (IMG, [FILES["nothing"]()]),
        (IMG, [FILES["text"]()]),
        (IMG, []),
        (IMG.replace("box@", "bag@"), [FILES["png"]()]),
        (IMG.replace("cid:box@shop.example", "https://shop.example/a.png"), [FILES["png"]()]),
    ],
    ids=["two, one broken", "two of a name", "empty", "text", "none", "another", "elsewhere"],
)
def test_what_nobody_can_tell_is_unknown(html: str, files: list[bytes]) -> None:
    assert found(related(html, *files), "IMG005") == ["image has no width that keeps it within 80 % of the message"]


def test_a_huge_picture_costs_nothing() -> None:
    data = related(IMG, FILES["huge png"]())
    AMAZON.sanitize(related(IMG, FILES["png"]()))  # loads the libraries
    tracemalloc.start()
    messages = found(data, "IMG005")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert messages == ["image has no width that keeps it within 80 % of the message"]
    assert "it has too many pixels" in found(data, "ATT009")[0]
    assert seconds(lambda: found(data, "IMG005"), 0.2) < 0.2
    assert peak < 20_000_000


def test_declared_widths_count_before() -> None:
    html = IMG.replace("<img", '<img width="200"')
    assert found(related(html, picture("PNG", (900, 100))), "IMG005") == []


def test_html_alone_knows_of_no_parts() -> None:
    report = Sanitizer("amazon").check(IMG)
    assert "IMG005" in report.counts()
    assert "IMG005" not in Sanitizer("amazon").check(IMG, held={"box@shop.example": (100, 100)}.get).counts()


class TestLayout:
    def test_a_band_beside_a_picture(self) -> None:
        html = '<p>Hello</p><img alt="Box" src="cid:box@shop.example" style="display:block;margin:0 auto">'
        assert found(related(html, picture("PNG", (200, 100))), "STY008") != []
        assert found(related(html, picture("PNG", (500, 100))), "STY008") == []
        result = AMAZON.sanitize(related(html, picture("PNG", (200, 100))))
        assert AMAZON.sanitize(result.output).output is result.output

    def test_a_dot_shows_nothing(self) -> None:
        """A picture of one pixel does not part a gap in two."""
        gap = '<div style="height:{0}px"></div>'
        html = f"<p>Hello</p>{gap}<img alt='' src='cid:box@shop.example'>{gap}<p>Bye</p>".format(30)
        dot, box = (len(found(related(html, picture("PNG", size)), "STY012")) for size in ((1, 1), (60, 60)))
        assert (dot, box) == (1, 2)

    def test_data_addresses_count_too(self) -> None:
        address = "data:image/png;base64," + made.base64_lines(picture("PNG", (200, 100))).decode().replace("\r\n", "")
        html = f'<p>Hello</p><img alt="Box" src="{address}" style="display:block;margin:0 auto">'
        assert "STY008" in Sanitizer("amazon").check(html).counts()
