"""Messages made up byte by byte, by no library: what is not HTML stays, what is HTML comes out clean.

Each is a list of pieces, of which some are bodies of HTML parts. So what must not change is known without anybody's
reading of the message.
"""

import base64
import quopri
from dataclasses import dataclass, field

import messages as made
import pytest
from attachments import FILES
from hypothesis import given
from hypothesis import strategies as st

from sanitizer import MessageSanitizer, Policy, RefusedError

AMAZON = MessageSanitizer("amazon")
BY_MODE = {
    mode: MessageSanitizer(Policy.load("amazon").changed(message_ambiguous=mode))
    for mode in ("error", "quarantine", "rewrite")
}
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "koi8-r", "gb18030", "shift_jis", "iso-2022-jp", "us-ascii")
WORDS = {"koi8-r": "Привет", "gb18030": "你好", "shift_jis": "注文", "iso-2022-jp": "注文", "us-ascii": "Hello"}
HTML = (
    "<p>{0}</p>\n",
    '<p style="color:red">{0}</p>\n<p>two</p>\n',
    "<html><body bgcolor=red>\n<center>{0}</center>\n</body></html>\n",
    "<table><tr><td align=center>{0}</td></tr></table>\n\n--x\n.\nFrom me <b>bold</b>",
    '<div><script>alert(1)</script>{0}<img src="http://shop.example/a.png" alt="A" width="20" height="20"></div>\n',
    "<p style='font-family:Arial'>{0}",
    "",
)


@dataclass
class Pieces:
    """A message: bytes that must stay, and bodies of HTML parts between them."""

    found: list[tuple[bytes, bool]] = field(default_factory=list)

    def add(self, data: bytes, *, is_html: bool = False) -> None:
        if self.found and not is_html and not self.found[-1][1]:
            data = self.found.pop()[0] + data
        self.found.append((data, is_html))

    @property
    def data(self) -> bytes:
        return b"".join(data for data, _ in self.found)

    def hold_in(self, output: bytes) -> bool:
        """Whether all that must stay is in the output, in order, with nothing but bodies between."""
        place = 0
        for index, (data, is_html) in enumerate(self.found):
            if is_html:
                continue
            at = output.find(data, place)
            if at < 0 or (at != place and not (index and self.found[index - 1][1])):
                return False
            place = at + len(data)
        return place == len(output) or self.found[-1][1]


class Writer:
    """Draws a message."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.pieces = Pieces()
        self._one_of = lambda *choices: draw(st.sampled_from(choices))
        self._odds = lambda chance: draw(st.integers(0, 99)) < chance
        self._eol = self._one_of(b"\r\n", b"\r\n", b"\n")
        self._count = 0
        self.has_trouble = False
        """Whether something is in it that may be taken in two ways, or for which a part may be left."""

    def line(self, text: bytes | str) -> None:
        self.pieces.add((text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text) + self._eol)

    def message(self, depth: int) -> None:
        for text in (
            "Received: from a by b;\n\tSun, 22 Nov 2026 10:00:00 +0000",
            self._one_of("Subject: Your order", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Subject: Grüße", ""),
            self._one_of("From: Shop <shop@shop.example>", "From: Jané <jané@shöp.example>"),
            self._one_of("MIME-Version: 1.0", "Mime-version: 1.0 (made by hand)"),
            self._one_of("X-Long: " + "a" * 900, "X-Empty:", "X-Tab:\ta"),
        ):
            if text:
                self.line(text.replace("\n", self._eol.decode()))
        self.part(depth)

    def part(self, depth: int) -> None:
        kinds = ["html", "html", "text", "file"]
        if depth:
            kinds += ["alternative", "related", "mixed", "rfc822"]
        match self._one_of(*kinds):
            case "html":
                self.html()
            case "text":
                self.text()
            case "file":
                self.file()
            case "rfc822":
                self.line("Content-Type: message/rfc822")
                self.line("")
                self.message(depth - 1)
            case kind:
                self.multipart(kind, depth)

    def multipart(self, kind: str, depth: int) -> None:
        self._count += 1
        boundary = self._one_of("b", "=_part'(x)_", "----=_Next.", "0123456789" * 5) + f"{self._count}z"
        spelled = f'"{boundary}"' if self._odds(80) or "'" in boundary else boundary
        more = self._one_of("", ' type="text/html";')
        self.line(f"Content-Type: multipart/{kind};{more} boundary={spelled}")
        self.line("")
        if self._odds(30):
            self.line("This is a multi-part message in MIME format.")
        for _ in range(self._one_of(1, 2, 3)):
            self.line(f"--{boundary}" + self._one_of("", "", " "))
            self.part(depth - 1)
            self.pieces.add(self._eol)
        self.line(f"--{boundary}--")
        if self._odds(20):
            self.line("Epilogue")

    def html(self) -> None:
        charset = self._one_of(*CHARSETS)
        text = self._one_of(*HTML).format(WORDS.get(charset, "Grüße")).replace("\n", self._eol.decode())
        content = text.encode(charset)
        declared = charset
        if self._odds(15):
            declared = self._one_of("utf-8", "us-ascii", "x-unknown", "utf-7")
            self.has_trouble = True
        transfer = self._one_of("quoted-printable", "base64", "8bit")
        self.line(f"Content-Type: {self._one_of('text/html', 'TEXT/HTML')}; charset={declared}")
        self.line(f"Content-Transfer-Encoding: {self._one_of(transfer, transfer.upper())}")
        self.line("")
        self.pieces.add(self.encoded(content, transfer), is_html=True)

    def encoded(self, content: bytes, transfer: str) -> bytes:
        if transfer == "8bit":
            return content
        if transfer == "base64":
            body = base64.encodebytes(content).replace(b"\n", self._eol)
            if self._odds(15):
                self.has_trouble = True
                body += self._one_of(b"=", b"!!", b"QQ==" * 2, b"Q")
            return body
        body = self._eol.join(quopri.encodestring(line) for line in content.split(self._eol)).replace(
            b"=\n", b"=" + self._eol
        )
        if self._odds(15):
            self.has_trouble = True
            body += self._one_of(b"=ZZ", b"=", b"= ", b"a=3", b"=e9")
        return body

    def text(self) -> None:
        flow = self._one_of("", "; format=flowed", "; format=flowed; delsp=yes")
        self.line(f"Content-Type: text/plain; charset=utf-8{flow}")
        self.line("Content-Transfer-Encoding: 8bit")
        self.line("")
        for text in ("Your order is ", "> quoted ", "-- ", "on its way: Grüße", " From space-stuffed"):
            self.line(text)

    def file(self) -> None:
        name, content = self._one_of(
            ("invoice.pdf", FILES["pdf"]()), ("a.png", FILES["png"]()), ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(90))
        )
        spelled = self._one_of(f'="{name}"', f"={name}", f"*=utf-8''{name}", f"*0={name[:3]}; filename*1={name[3:]}")
        self.line(f"Content-Type: {self._one_of('application/octet-stream', 'application/ms-tnef')}")
        self.line(f"Content-Disposition: attachment; filename{spelled}")
        self.line("Content-Transfer-Encoding: base64")
        self.line("")
        self.pieces.add(base64.encodebytes(content).replace(b"\n", self._eol))


@st.composite
def written(draw: st.DrawFn) -> tuple[Pieces, bool]:
    writer = Writer(draw)
    writer.message(3)
    return writer.pieces, writer.has_trouble


@given(written())
def test_what_must_stay_stays(drawn: tuple[Pieces, bool]) -> None:
    pieces, has_trouble = drawn
    data = pieces.data
    AMAZON.check(data).findings  # noqa: B018  # findings are made when they are read
    try:
        result = AMAZON.sanitize(data)
    except RefusedError:
        assert has_trouble, "nothing in it can be taken in two ways"
        return
    if result.changed:
        assert pieces.hold_in(result.output)
        assert (b"\r" in result.output) == (b"\r" in data)
        assert max(map(len, result.output.splitlines())) <= 998
    else:
        assert result.output is data
    assert AMAZON.sanitize(result.output).output == result.output
    made.assert_clean(result.output)


@given(written())
def test_no_setting_makes_it_fail(drawn: tuple[Pieces, bool]) -> None:
    data = drawn[0].data
    for mode, chosen in BY_MODE.items():
        try:
            result = chosen.sanitize(data)
        except RefusedError:
            assert mode != "quarantine"
            continue
        if result.verdict == "quarantine":
            assert result.output is data
        else:
            made.assert_clean(result.output)


def test_the_check_of_what_must_stay_can_fail() -> None:
    pieces = Pieces([(b"head\r\n", False), (b"<p>", True), (b"\r\n--b--", False)])
    assert pieces.hold_in(b"head\r\n<div>\r\n--b--")
    assert not pieces.hold_in(b"Head\r\n<div>\r\n--b--")
    assert not pieces.hold_in(b"x head\r\n<div>\r\n--b--")
    assert not pieces.hold_in(b"head\r\n<div>\r\n--b--x")


@pytest.mark.parametrize("eol", [b"\r\n", b"\n"])
def test_format_flowed_and_smtputf8_in_the_text_part_stay(eol: bytes) -> None:
    data = (
        (
            "From: Jané <jané@shöp.example>\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
            "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\nContent-Transfer-Encoding: 8bit\n\n"
            "Grüße, your \norder  \n\n-- \nShop\n--b\nContent-Type: text/html; charset=utf-8\n\n"
            '<p style="color:red">Grüße</p>\n--b--\n'
        )
        .encode()
        .replace(b"\n", eol)
    )
    result = AMAZON.sanitize(data)
    assert result.output == data.replace(b' style="color:red"', b"")
