"""The texts of a message beside its HTML: what is found, where, and what is told of the rest."""

import os
import random
import subprocess
import sys
import tracemalloc
import zlib
from functools import partial
from importlib.util import find_spec
from io import BytesIO

import messages as made
import pikepdf
import pytest
import segno
from attachments import FILES, archive, office, pdf, picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, ImageOps

from sanitizer import ConfigError, MessageSanitizer, Policy
from tests.clock import seconds

ALL = Policy.load("amazon").changed(file_texts="all", picture_texts="qr", attachment_kinds=[])
READ = MessageSanitizer(ALL)
URL = "https://shop.example/review?a=1"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def attached(content: bytes, name: str = "a.bin", kind: str = "application/octet-stream") -> bytes:
    """A message with a file."""
    head = f'Subject: x\r\nContent-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode() + made.base64_lines(content) + b"\r\n"


def told(data: bytes, **settings: object) -> list[tuple[str, str]]:
    """Where and text of each piece but the subject and the file's name."""
    reader = MessageSanitizer(ALL.changed(**settings)) if settings else READ
    return [
        (piece.where, piece.text) for piece in reader.pieces(data) if piece.where not in ("header Subject", "file name")
    ]


def unread(data: bytes, **settings: object) -> list[tuple[str, str]]:
    reader = MessageSanitizer(ALL.changed(**settings)) if settings else READ
    return [(piece.where, piece.unread) for piece in reader.pieces(data) if piece.unread]


class TestMessage:
    def test_subject_text_and_names(self) -> None:
        data = made.plain(made.GOOD).replace(b"Your order", b"=?utf-8?q?Gr=C3=BC=C3=9Fe?= from us")
        pieces = READ.pieces(data)
        assert [(piece.part.label, piece.where, piece.text) for piece in pieces] == [
            ("message", "header Subject", "Grüße from us"),
            ("part 1 text/plain", "text", "Hello\r\n"),
        ]
        field = pieces[0].field
        assert field is not None
        assert data[field.start : field.end].startswith(b"Subject:")

    def test_every_name_and_embedded_messages(self) -> None:
        data = made.nested(made.BAD)
        found = [(piece.part.number, piece.where, piece.text) for piece in READ.pieces(data)]
        assert ("", "header Subject", "Your örder") in found
        assert ("3.1", "header Subject", "Fwd") in found
        assert ("2", "file name", "data.bin") in found
        assert ("1.1.1", "text", "Hello") in found
        twice = b'Content-Type: image/png; name="a.png"\r\nContent-Disposition: x; filename="call 555.png"\r\n\r\nx'
        names = [piece.text for piece in READ.pieces(twice) if piece.where == "file name"]
        assert names == ["call 555.png", "a.png"]

    def test_pieces_are_worked_out_in_no_other_order(self) -> None:
        """Each part's pieces come in the order of the message; pieces do not change."""
        data = made.nested(made.BAD)
        assert READ.pieces(data) != ()
        assert [repr(piece.text) for piece in READ.pieces(data)] == [repr(piece.text) for piece in READ.pieces(data)]
        with pytest.raises(AttributeError):
            READ.pieces(data)[0].text = ""


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "text"),
        [
            ("Write to jané@shop.example\r\n".encode(), "Write to jané@shop.example\r\n"),
            ("Grüße".encode("latin-1"), "Grüße"),
            ("\ufeffGrüße".encode(), "Grüße"),
            ("\ufeffGrüße".encode("utf-16-le"), "Grüße"),
            ("\ufeffGrüße".encode("utf-16-be"), "Grüße"),
        ],
    )
    def test_plain_text(self, content: bytes, text: str) -> None:
        assert told(attached(content, "a.txt")) == [("file text", text)]

    def test_a_declared_charset(self) -> None:
        data = attached("Привет".encode("koi8-r"), "a.txt", "text/plain; charset=koi8-r")
        assert told(data) == [("file text", "Привет")]

    def test_a_word_document(self) -> None:
        document = (
            f"<w:document {W}><w:body><w:p><w:r><w:t>Write to jane@</w:t></w:r><w:r><w:t>shop.example</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p></w:body></w:document>"
        )
        links = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" TargetMode="External" Target="{URL.replace("&", "&amp;")}"/>'
            '<Relationship Id="r2" Target="media/a.png"/></Relationships>'
        )
        footer = f"<w:ftr {W}><w:p><w:t>Call 555</w:t></w:p></w:ftr>"
        content = office(
            document.encode(),
            **{"word___rels__document.xml.rels": links.encode(), "word__footer1.xml": footer.encode()},
        )
        assert told(attached(content)) == [
            ("document", "Write to jane@shop.example\ntwo\tthree"),
            ("document link", URL),
            ("footer", "Call 555"),
        ]

    def test_a_pdf_document(self) -> None:
        content = written_pdf("Write to jane@shop.example", "Page two", link=URL)
        assert told(attached(content)) == [
            ("page 1", "Write to jane@shop.example"),
            ("page 1 link", URL),
            ("page 2", "Page two"),
        ]

    def test_off_reads_names_alone(self) -> None:
        data = attached(b"Hello", "a.txt")
        assert told(data, file_texts="off") == []
        assert [piece.where for piece in MessageSanitizer("email").pieces(data)] == ["header Subject", "file name"]

    @pytest.mark.parametrize(
        ("file", "why"),
        [
            ("encrypted pdf", "the document is encrypted"),
            ("encrypted docx", "the document is encrypted"),
            ("doc", "the words of doc documents cannot be read"),
            ("rtf with object", "the words of rtf documents cannot be read"),
            ("short pdf", "the document is damaged"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, file: str, why: str) -> None:
        assert unread(attached(FILES[file]())) == [("file text", why)]

    def test_pdf_documents_want_the_setting(self) -> None:
        data = attached(written_pdf("x"))
        assert unread(data, file_texts="simple") == [("file text", "PDF documents are not read")]

    def test_limits_are_told(self) -> None:
        text = attached(b"one two three", "a.txt")
        assert told(text, max_file_text=7) == [("file text", "one two")]
        assert unread(text, max_file_text=7) == [("file text", "the rest is over 7 characters")]
        pages = attached(written_pdf("one", "two", "three"))
        assert told(pages, max_file_pages=2) == [("page 1", "one"), ("page 2", "two"), ("page 3", "")]
        assert unread(pages, max_file_pages=2) == [("page 3", "only 2 pages of a document are read")]
        assert told(pages, max_file_text=5) == [("page 1", "one"), ("page 2", "tw")]

    def test_time_is_limited(self) -> None:
        data = attached(written_pdf(*["Hello"] * 40, repeat=400))
        assert seconds(lambda: unread(data, max_seconds=0.2), 5) < 5
        assert unread(data, max_seconds=0.2)[-1][1] == "it takes over 0.2 seconds to read"

    def test_entities_are_refused(self) -> None:
        """A document with entities that would expand to gigabytes, and one that asks for a file."""
        entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "boom"}">' for i in range(10))
        for inside in (entities, '<!ENTITY a9 SYSTEM "file:///etc/passwd">'):
            document = f"<!DOCTYPE d [{inside}]><w:document {W}><w:p><w:t>one &a9; two</w:t></w:p></w:document>"
            data = attached(office(document.encode()))
            assert told(data) == [("document", "")]
            assert unread(data) == [("document", "its markup is broken, or none of Word")]
            assert seconds(partial(unread, data), 0.25) < 0.25

    @pytest.mark.parametrize("inside", [b"<w:t>x</w:t>", b"<a/>", b"<w:p>"], ids=["words", "elements", "nesting"])
    def test_bombs_cost_little(self, inside: bytes) -> None:
        """A document of some 50 kB that unpacks to 30 MB, far below what is refused as a bomb."""
        document = f"<w:document {W}>".encode() + inside * (30_000_000 // len(inside))
        data = attached(archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": document}))
        READ.pieces(attached(office()))
        tracemalloc.start()
        assert unread(data)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seconds(lambda: unread(data), 3) < 3
        assert peak < 50_000_000


def written_pdf(*pages: str, link: str = "", repeat: int = 1) -> bytes:
    """A document with a line of text on each page, and a link on the first."""

    def fill(document: pikepdf.Pdf) -> None:
        del document.pages[0]
        font = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for text in pages:
            page = document.add_blank_page()
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            line = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET\n".encode()
            page.obj.Contents = document.make_stream(line * repeat)
        if link:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(link))
            kind = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
            document.pages[0].obj.Annots = pikepdf.Array([kind])

    return pdf(fill)


def code(text: str = URL, *, inverted: bool = False, scale: int = 5) -> Image.Image:
    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale, border=4)
    image = Image.open(out).convert("L")
    return ImageOps.invert(image) if inverted else image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_ground(color: tuple[int, int, int]) -> Image.Image:
    """The code in a colour, where nothing else was drawn."""
    shape = ImageOps.invert(code())
    image = Image.new("RGBA", shape.size, (*color, 0))
    image.paste((*color, 255), mask=shape)
    return image


def photo() -> Image.Image:
    """The code, turned, small in a large picture."""
    large = Image.new("RGB", (3000, 2400), (180, 170, 150))
    large.paste(code(scale=14).convert("RGB").rotate(20, expand=True, fillcolor=(180, 170, 150)), (1500, 800))
    return large


class TestCodes:
    @pytest.mark.parametrize(
        ("image", "kind", "options"),
        [
            (code(), "PNG", {}),
            (code().convert("RGB"), "JPEG", {"quality": 60}),
            (code(), "GIF", {}),
            (code().convert("RGB"), "WEBP", {}),
            (code(inverted=True), "PNG", {}),
            (code().rotate(90), "PNG", {}),
            (code().convert("1"), "PNG", {}),
            (code().convert("I").point(lambda value: value * 257).convert("I;16"), "PNG", {}),
            (with_ground((0, 0, 0)), "PNG", {}),
            (with_ground((255, 255, 255)), "PNG", {}),
            (photo(), "JPEG", {"quality": 85}),
        ],
        ids=["png", "jpeg", "gif", "webp", "inverted", "turned", "two colours", "16 bits", "black on nothing",
             "white on nothing", "in a large photo"],
    )  # fmt: skip
    def test_qr(self, image: Image.Image, kind: str, options: dict[str, object]) -> None:
        data = attached(saved(image, kind, **options), f"a.{kind.lower()}", f"image/{kind.lower()}")
        assert told(data) == [("picture QR code", URL)]

    def test_in_a_data_address_and_several(self) -> None:
        both = Image.new("L", (500, 250), 255)
        both.paste(code("one"), (0, 0))
        both.paste(code("two"), (250, 0))
        address = "data:image/png;base64," + made.base64_lines(saved(both)).decode().replace("\r\n", "")
        data = f'Content-Type: text/html\r\n\r\n<img src="{address}">'.encode()
        assert sorted(told(data)) == [("picture QR code", "one"), ("picture QR code", "two")]

    @pytest.mark.parametrize("file", ["png", "jpeg", "gif", "webp", "dot", "exif"])
    def test_none(self, file: str) -> None:
        assert told(attached(FILES[file]())) == []

    def test_off(self) -> None:
        assert told(attached(saved(code())), picture_texts="off") == []

    def test_limits_are_told(self) -> None:
        data = made.mixed(*[saved(code(str(index))) for index in range(3)])
        assert [text for _, text in told(data, max_read_pictures=2)] == ["0", "1", ""]
        assert unread(data, max_read_pictures=2) == [("picture words", "only 2 pictures of a message are read")]
        for file, why in (("huge png", "it has too many pixels"), ("short png", "it ends early")):
            assert unread(attached(FILES[file]())) == [("picture words", why)]


@pytest.fixture
def ocr() -> MessageSanitizer:
    """What reads words; a skip that says what is missing, or a failure where ``SANITIZER_REQUIRE`` has it."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        why = "no rapidocr: install the extra `ocr`, some 320 MB, which the group `test` leaves out"
        if "ocr" in os.environ.get("SANITIZER_REQUIRE", "").split(","):
            pytest.fail(why)
        pytest.skip(why)
    return MessageSanitizer(ALL.changed(picture_texts="all"))


def words(*lines: str, size: int = 40, color: str = "black") -> Image.Image:
    image = Image.new("RGB", (900, 80 + 80 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        draw.text((40, 40 + 80 * index), line, fill=color, font=ImageFont.load_default(size=size))
    return image


class TestWords:
    @pytest.mark.filterwarnings("default")  # of the libraries that rapidocr uses
    def test_drawn_words(self, ocr: MessageSanitizer) -> None:
        drawn = words("Write to jane@shop.example", "Call 0170 555 01 23", color="navy")
        found = [(piece.where, piece.text) for piece in ocr.pieces(attached(saved(drawn, "JPEG")))]
        assert ("picture words", "Write to jane@shop.example\nCall 0170 555 01 23") in found
        drawn.paste(code(), (640, 40))
        both = [(piece.where, piece.text) for piece in ocr.pieces(attached(saved(drawn)))]
        assert ("picture QR code", URL) in both
        assert [piece for piece in ocr.pieces(attached(picture("PNG", (400, 300)))) if "picture" in piece.where] == []


class TestExtras:
    @pytest.mark.parametrize(
        ("module", "settings", "extra"),
        [
            ("zxingcpp", {"picture_texts": "qr"}, "images"),
            ("zxingcpp", {"picture_texts": "all"}, "images"),
            ("PIL", {"picture_texts": "qr"}, "images"),
            ("rapidocr", {"picture_texts": "ocr"}, "ocr"),
            ("pypdf", {"file_texts": "all"}, "documents"),
        ],
    )
    def test_a_missing_one_is_named(self, module: str, settings: dict[str, str], extra: str) -> None:
        """The error comes when the sanitizer is made, not with the first message."""
        setting, value = next(iter(settings.items()))
        program = (
            f"import sys; sys.modules[{module!r}] = None\n"
            "from sanitizer import ConfigError, MessageSanitizer, Policy\n"
            "MessageSanitizer('amazon'), MessageSanitizer('email')\n"
            f"try: MessageSanitizer(Policy.load('amazon').changed({setting}={value!r}))\n"
            "except ConfigError as error: print(error)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout == (
            f'policy amazon: `{setting} = "{value}"` needs {module}, which is not installed: '
            f"pip install 'email-html-sanitizer[{extra}]'\n"
        )

    def test_a_wrong_value(self) -> None:
        with pytest.raises(ConfigError, match="picture_texts"):
            Policy.load("amazon").changed(picture_texts="yes")


SEEDS = {
    "docx": lambda: office(f"<w:document {W}><w:p><w:t>Hello</w:t></w:p></w:document>".encode()),
    "pdf": lambda: written_pdf("Hello", "you", link=URL),
    "png": lambda: saved(code()),
    "text": FILES["text"],
}


@given(st.sampled_from(sorted(SEEDS)), st.randoms(use_true_random=False))
def test_damaged_files(kind: str, rng: random.Random) -> None:
    """Nothing in a file makes the reader fail, and what is left unread is told."""
    content = bytearray(SEEDS[kind]())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content))
        if rng.random() < 0.3:
            del content[at : at + rng.randint(1, 40)]
        else:
            content[at] = rng.randrange(256)
        if not content:
            break
    for piece in READ.pieces(attached(bytes(content))):
        assert isinstance(piece.text, str)


def test_a_stream_of_a_pdf_that_unpacks_to_much() -> None:
    """150 MB of blanks in the content of a page."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes([32]) * 1_000_000) for _ in range(150)) + packer.flush()

    def fill(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, packed)
        stream.Filter = pikepdf.Name.FlateDecode
        document.pages[0].obj.Contents = document.make_indirect(stream)
        document.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())

    content = pdf(fill, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(content) < 1_000_000
    assert unread(attached(content))
    assert seconds(lambda: unread(attached(content)), 3) < 3
