"""Pictures, opened with Pillow (the extra ``images``) under limits: their size, whether they move, what they tell."""

import struct
import warnings
import zlib
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

__all__ = ["Look", "Picture", "flattened", "look", "scaled", "still", "without_metadata"]

_FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}
_GPS, _ORIENTATION = 0x8825, 0x0112
"""Tags of EXIF."""
_TELLING_CHUNKS = frozenset((b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"))
"""Chunks of PNG that say something of who made it, when and where."""
_TELLING_SEGMENTS = frozenset((0xE1, 0xED, 0xFE))
"""Segments of JPEG that do: APP1 (EXIF, XMP), APP13 (IPTC), comments."""


_DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
    struct.error, zlib.error,
)  # fmt: skip
"""What decoders raise over damaged pictures; the error of Pillow for files it does not know is an ``OSError``."""


class Picture(NamedTuple):
    """What is known of a picture."""

    width: int
    height: int
    is_animated: bool = False
    has_metadata: bool = False
    has_place: bool = False
    """Whether it tells where it was taken (GPS)."""


class Look(NamedTuple):
    """What a look at a picture gave."""

    picture: Picture | None = None
    broken: str = ""
    unseen: str = ""


def look(content: bytes, kind: str, max_pixels: int) -> Look:
    """Open a picture; its pixels are decoded only when there are not too many of them."""
    try:
        from PIL import Image
    except ImportError:
        return Look(unseen="Pillow, in the extra `images`")
    try:
        with _opened(content, kind) as image:
            width, height = image.size
            is_animated = bool(getattr(image, "is_animated", False))
            if width * height > max_pixels:
                told = f"it has {width} x {height} pixels, over {max_pixels:,}"
                return Look(Picture(width, height, is_animated), told)
            exif = image.getexif() if kind in ("jpeg", "png", "webp", "tiff") else {}
            has_metadata = bool(exif) or _tells(content, kind)
            image.load()
            broken = "it ends early" if kind == "png" and b"IEND" not in content else ""
            return Look(Picture(width, height, is_animated, has_metadata, _GPS in exif), broken)
    except Image.DecompressionBombError:
        return Look(broken="it has too many pixels")
    except _DAMAGE as error:
        return Look(broken="it ends early" if "truncated" in str(error) else "it cannot be opened")


@contextmanager
def _opened(content: bytes, kind: str) -> "Iterator[ImageFile]":
    """A picture opened as one of its kind and no other, without the warnings that damage raises."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(content), formats=(_FORMATS[kind],)) as image:
            yield image


def _tells(content: bytes, kind: str) -> bool:
    return without_chunks(content, kind) != content


def without_metadata(content: bytes, kind: str) -> bytes | None:
    """The picture without what it tells of its making; its pixels stay as they are encoded.

    ``None`` where it cannot be done so: for other kinds than PNG and JPEG, and for a JPEG that EXIF turns round.
    """
    if kind == "jpeg":
        try:
            with _opened(content, kind) as image:
                is_turned = image.getexif().get(_ORIENTATION, 1) != 1
        except _DAMAGE:
            return None
        if is_turned:
            return None
    clean = without_chunks(content, kind)
    return clean if clean != content else None


def without_chunks(content: bytes, kind: str) -> bytes:
    """A PNG or JPEG without the chunks or segments that tell of its making; others as they are."""
    if kind == "png":
        return _without_png_chunks(content)
    if kind == "jpeg":
        return _without_jpeg_segments(content)
    return content


def _without_png_chunks(content: bytes) -> bytes:
    pieces = [content[:8]]
    place = 8
    while place + 12 <= len(content):
        length = struct.unpack_from(">I", content, place)[0]
        end = place + 12 + length
        if content[place + 4 : place + 8] not in _TELLING_CHUNKS:
            pieces.append(content[place:end])
        place = end
    pieces.append(content[place:])
    return b"".join(pieces)


def _without_jpeg_segments(content: bytes) -> bytes:
    pieces = [content[:2]]
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] not in (0xDA, 0xD9):
        end = place + 2 + struct.unpack_from(">H", content, place + 2)[0]
        if content[place + 1] not in _TELLING_SEGMENTS:
            pieces.append(content[place:end])
        place = end
    pieces.append(content[place:])
    return b"".join(pieces)


def still(content: bytes, kind: str) -> bytes | None:
    """The first picture of one that moves, in the same format; ``None`` where it cannot be made."""
    try:
        with _opened(content, kind) as image:
            image.seek(0)
            return _saved(image.copy(), kind)
    except _DAMAGE:
        return None


def scaled(content: bytes, kind: str, width: int) -> bytes | None:
    """The picture at a width in pixels, in the same format and proportions; ``None`` where it cannot be made."""
    try:
        with _opened(content, kind) as image:
            return _saved(image.resize((width, max(1, round(image.height * width / image.width)))), kind)
    except _DAMAGE:
        return None


def flattened(content: bytes, kind: str, max_pixels: int, mode: str) -> "Iterator[Image]":
    """A picture as a reader sees it, upright, without colours but those of ``mode``, of at most so many pixels.

    One that shows its ground comes twice: on white and on black. Nothing comes of one that cannot be opened.
    """
    from PIL import Image, ImageOps

    try:
        with _opened(content, kind) as opened:
            shrunk = min(1.0, (max_pixels / (opened.width * opened.height)) ** 0.5)
            size = max(1, int(opened.width * shrunk)), max(1, int(opened.height * shrunk))
            opened.draft(None, size)  # decoders of JPEG can do with less
            image: Image.Image = ImageOps.exif_transpose(opened)
            if image.mode.startswith("I"):  # 16 bits, of which a conversion would keep the wrong ones
                image = image.point(lambda value: value * (1 / 256))
            shows_ground = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
            image = image.convert("RGBA" if shows_ground else mode)
            if shrunk < 1:
                image.thumbnail((max(size), max(size)))
            if not shows_ground:
                yield image
                return
            for ground in ("white", "black"):
                yield Image.alpha_composite(Image.new("RGBA", image.size, ground), image).convert(mode)
    except _DAMAGE:
        return


def _saved(image: "Image", kind: str) -> bytes:
    out = BytesIO()
    image.save(out, _FORMATS[kind])
    return out.getvalue()
