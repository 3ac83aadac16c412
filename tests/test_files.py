"""Files of messages: what they are found to be, what that costs, and that nothing in them makes it fail."""

import random
import subprocess
import sys
import tracemalloc

import messages as made
import pytest
from attachments import FILES
from hypothesis import given
from hypothesis import strategies as st

import sanitizer
from sanitizer.mail.files import ENDINGS, examine
from sanitizer.mail.names import hazards
from sanitizer.mail.pictures import still, without_metadata
from tests.clock import seconds

PIXELS = 25_000_000


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("png", "png"), ("jpeg", "jpeg"), ("gif", "gif"), ("webp", "webp"), ("pdf", "pdf"), ("late pdf", "pdf"),
        ("docx", "docx"), ("docm", "docm"), ("doc", "doc"), ("xls", "xls"), ("encrypted docx", "ole"), ("zip", "zip"),
        ("text", "text"), ("html", "html"), ("fragment", "html"), ("svg", "svg"), ("program", "program"),
        ("script", "script"), ("rar", "rar"), ("rtf with object", "rtf"), ("bytes", "unknown"), ("nothing", "empty"),
        ("gif and script", "gif"),
    ],
)  # fmt: skip
def test_kinds_by_content(file: str, kind: str) -> None:
    assert examine(FILES[file](), max_pixels=PIXELS).kind == kind
    assert kind in ("unknown", "empty", "ole") or kind in ENDINGS


@pytest.mark.parametrize("file", ["huge png", "bomb"])
def test_bombs_cost_little(file: str) -> None:
    content = FILES[file]()
    examine(FILES["png"](), max_pixels=PIXELS)  # loads the libraries
    tracemalloc.start()
    assert seconds(lambda: examine(content, max_pixels=PIXELS), 0.2) < 0.2
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert examine(content, max_pixels=PIXELS).broken
    assert peak < 20_000_000


def test_metadata_goes_and_pixels_stay() -> None:
    from io import BytesIO

    from PIL import Image

    for file, kind in (("place", "jpeg"), ("words", "png")):
        before = FILES[file]()
        after = without_metadata(before, kind)
        assert after is not None
        assert not examine(after, max_pixels=PIXELS).picture.has_metadata
        one, two = (Image.open(BytesIO(each)) for each in (before, after))
        with one, two:
            assert one.tobytes() == two.tobytes()
    assert without_metadata(FILES["turned"](), "jpeg") is None
    assert without_metadata(FILES["jpeg"](), "jpeg") is None


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_a_still_picture(kind: str) -> None:
    one = still(FILES[f"animated {kind}"](), kind)
    found = examine(one, max_pixels=PIXELS)
    assert found.kind == kind
    assert not found.picture.is_animated
    assert (found.picture.width, found.picture.height) == (40, 30)


@given(st.sampled_from(sorted(set(FILES) - {"huge png", "bomb"})), st.randoms(use_true_random=False))
def test_damaged_files(file: str, rng: random.Random) -> None:
    """No file makes it fail, whatever is cut, changed or put in."""
    content = bytearray(FILES[file]())
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(content) + 1)
        match rng.randrange(3):
            case 0:
                del content[at:]
            case 1:
                content[at : at + 1] = bytes([rng.randrange(256)])
            case _:
                content[at:at] = rng.randbytes(rng.randrange(20))
    found = examine(bytes(content), max_pixels=PIXELS)
    assert found.size == len(content)
    if found.picture is not None and not found.broken:
        still(bytes(content), found.kind)


@given(st.text(max_size=60))
def test_any_name(name: str) -> None:
    assert isinstance(hazards(name, frozenset(("pdf", "exe"))), list)


def test_without_the_extras_nobody_has_looked() -> None:
    """Pictures and PDF documents are findings, not errors, where the library for them is missing."""
    data = made.plain(made.GOOD).replace(b"\r\n\r\n", b"\r\n\r\n", 1)
    program = (
        "import sys; sys.modules['PIL'] = sys.modules['pikepdf'] = None\n"
        "from sanitizer.mail.files import examine\n"
        "for start in (b'%PDF-1.7', b'\\x89PNG\\r\\n\\x1a\\n'):\n"
        "    print(examine(start + bytes(99), max_pixels=9).unseen)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["pikepdf, in the extra `documents`", "Pillow, in the extra `images`"]
    assert sanitizer.check_message(data).ok
