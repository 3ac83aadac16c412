"""Pictures, opened with Pillow (the extra ``images``) under limits: their size, whether they move, what they tell."""

import struct
import warnings
import zlib
from io import BytesIO
from typing import NamedTuple

__all__ = ["Look", "Picture", "look", "still", "without_metadata"]

_FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}
_GPS, _ORIENTATION = 0x8825, 0x0112
"""Tags of EXIF."""
_TELLING_CHUNKS = frozenset((b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"))
"""Chunks of PNG that say something of who made it, when and where."""
_TELLING_SEGMENTS = frozenset((0xE1, 0xED, 0xFE))
"""Segments of JPEG that do: APP1 (EXIF, XMP), APP13 (IPTC), comments."""


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
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return Look(unseen="Pillow, in the extra `images`")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(content), formats=(_FORMATS[kind],)) as image:
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
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
                IndexError, KeyError, TypeError, OverflowError, MemoryError) as error:  # fmt: skip
            return Look(broken="it ends early" if "truncated" in str(error) else "it cannot be opened")


def _tells(content: bytes, kind: str) -> bool:
    return without_chunks(content, kind) != content


def without_metadata(content: bytes, kind: str) -> bytes | None:
    """The picture without what it tells of its making; its pixels stay as they are encoded.

    ``None`` where it cannot be done so: for other kinds than PNG and JPEG, and for a JPEG that EXIF turns round.
    """
    if kind == "jpeg":
        from PIL import Image

        with Image.open(BytesIO(content), formats=("JPEG",)) as image:
            if image.getexif().get(_ORIENTATION, 1) != 1:
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
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=(_FORMATS[kind],)) as image:
            image.seek(0)
            out = BytesIO()
            image.copy().save(out, _FORMATS[kind])
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, TypeError):
        return None


def scaled(content: bytes, kind: str, width: int) -> bytes | None:
    """The picture at a width in pixels, in the same format and proportions; ``None`` where it cannot be made."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=(_FORMATS[kind],)) as image:
            height = max(1, round(image.height * width / image.width))
            out = BytesIO()
            image.resize((width, height)).save(out, _FORMATS[kind])
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, TypeError):
        return None
