"""The words of PDF documents and the addresses of their links, page by page, with pypdf (the extra ``documents``)."""

import logging
import struct
import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

__all__ = ["page_texts"]

_MAX_LINKS = 1000
"""Links of a page that are read."""
_STEP = 64
"""Operations of a page between two looks at the clock."""
_DAMAGE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError, NotImplementedError,
    OverflowError, ZeroDivisionError, OSError, EOFError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf raises over damaged documents, beside its own errors."""


class _TooLongError(Exception):
    """The time is over."""


def page_texts(
    content: bytes, max_pages: int, max_characters: int, max_seconds: float
) -> Iterator[tuple[str, str, str]]:
    """Where, text, and why the rest is not read: ``page 2``, ``page 2 link``."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if not (logger := logging.getLogger("pypdf")).handlers:  # what it says of damage goes to who listens, not to stderr
        logger.addHandler(logging.NullHandler())
    deadline = time.thread_time() + max_seconds
    where, left = "page 1", max_characters
    try:
        reader = PdfReader(BytesIO(content))
        for number, page in enumerate(reader.pages, 1):
            where = f"page {number}"
            if number > max_pages:
                yield where, "", f"only {max_pages} pages of a document are read"
                return
            text = _words(page, deadline)
            left -= len(text)
            yield where, text, ""
            for link in _links(page):
                left -= len(link)
                yield f"{where} link", link, ""
            if left < 0:
                return
    except _TooLongError:
        yield where, "", f"it takes over {max_seconds:g} seconds to read"
    except (PyPdfError, *_DAMAGE):
        yield where, "", "the document is damaged"


def _words(page: Any, deadline: float) -> str:
    count = 0

    def look_at_the_clock(*_: object) -> None:
        nonlocal count
        count += 1
        if count % _STEP == 0 and time.thread_time() > deadline:
            raise _TooLongError

    if time.thread_time() > deadline:
        raise _TooLongError
    text: str = page.extract_text(visitor_operand_before=look_at_the_clock)
    return text


def _links(page: Any) -> Iterator[str]:
    """Addresses that annotations of a page lead to."""
    for index, reference in enumerate(page.get("/Annots") or ()):
        if index == _MAX_LINKS:
            return
        action = reference.get_object().get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if address is not None:
            yield address.decode("utf-8", "replace") if isinstance(address, bytes) else str(address)
