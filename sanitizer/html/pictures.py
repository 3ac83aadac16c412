"""Sizes in pixels of the pictures that a message carries itself, in ``data:`` addresses and in parts of its own."""

import re
import warnings
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["Held", "Natural", "Pictures", "natural_size"]

_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)
_READ = 256 * 1024
"""Characters of a picture that are read; its size stands at the start."""
_LONGEST_NAME = 998
"""Characters of the name in a ``cid:`` address; a line of a message has no more."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


class Natural(NamedTuple):
    """Pixels of a picture itself, whatever is declared."""

    width: float
    height: float


Held = Callable[[str], tuple[int, int] | None]
"""Width and height in pixels of the picture in the part that a ``cid:`` address names, where that is known."""


class Pictures:
    """What is known of the pictures of one message; each is opened when it is asked for, once."""

    __slots__ = ("_held", "_known")

    def __init__(self, held: Held | None = None) -> None:
        self._held = held
        self._known: dict[str, Natural | None] = {}

    def size(self, url: str) -> Natural | None:
        """The size of the picture at an address; ``None`` for one that is elsewhere, and where nobody can tell."""
        start = url[:64].lstrip()[:5].lower()
        if start != "data:" and (self._held is None or start[:4] != "cid:"):
            return None
        if url not in self._known:
            self._known[url] = natural_size(url) if start == "data:" else self._of_part(url)
        return self._known[url]

    def _of_part(self, url: str) -> Natural | None:
        name = unquote(url.strip()[4:])
        found = self._held(name) if self._held is not None and len(name) <= _LONGEST_NAME else None
        return Natural(*map(float, found)) if found else None


def natural_size(url: str) -> Natural | None:
    """The size of the picture in a ``data:`` address; ``None`` for any other, and without Pillow.

    Only the header is read, nothing is decoded; a picture that Pillow takes for a bomb has no size.
    """
    if (match := _PICTURE.match(url[:64])) is None:
        return None
    try:
        from PIL import Image
    except ImportError:
        return None
    data = url[match.end() : match.end() + _READ]
    data = data[: len(data) // 4 * 4]
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(b64decode(data)), formats=_FORMATS) as picture:
                return Natural(float(picture.width), float(picture.height))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return None
