"""PDF documents, looked into with pikepdf (the extra ``documents``): what in them acts when they are opened."""

from io import BytesIO
from typing import Any, NamedTuple

__all__ = ["Document", "look_into_pdf"]

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "an action that starts a program",
    "/SubmitForm": "an action that sends a form",
    "/ImportData": "an action that reads a file",
    "/GoToR": "an action that opens another file",
    "/GoToE": "an action that opens a file within",
}
"""Types of actions (ISO 32000-1, 12.6.4) that do more than move about in the document."""
_KEYS = {
    "/JS": "JavaScript",
    "/OpenAction": "an action when it is opened",
    "/AA": "automatic actions",
    "/EmbeddedFiles": "files within",
    "/EF": "files within",
    "/XFA": "an XFA form",
    "/RichMedia": "media",
}
_MAX_OBJECTS = 200_000
_MAX_DEPTH = 50


class Document(NamedTuple):
    """What is in a document."""

    active: tuple[str, ...] = ()
    encrypted: str = ""
    broken: str = ""
    unseen: str = ""


def look_into_pdf(content: bytes) -> Document:
    """What in a PDF acts, also within compressed object streams."""
    try:
        import pikepdf
    except ImportError:
        return Document(unseen="pikepdf, in the extra `documents`")
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            encrypted = "the document is encrypted" if pdf.is_encrypted else ""
            found: dict[str, None] = {}
            for index, item in enumerate([pdf.trailer, *pdf.objects]):
                if index > _MAX_OBJECTS:
                    return Document(broken=f"it has over {_MAX_OBJECTS:,} objects")
                _look(item, found)
            return Document(tuple(found), encrypted)
    except pikepdf.PasswordError:
        return Document(encrypted="the document is encrypted")
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, MemoryError):
        return Document(broken="the document is damaged")


def _look(item: Any, found: dict[str, None]) -> None:
    """Look at an object and what it holds itself; objects that it refers to come by themselves."""
    import pikepdf

    stack = [(item, 0)]
    while stack:
        each, depth = stack.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in each.keys():  # noqa: SIM118  # a stream is iterated by bytes
                value = each.get(key)
                if key in _KEYS and not (key == "/OpenAction" and isinstance(value, pikepdf.Array)):
                    found[_KEYS[key]] = None
                if key == "/S" and str(value) in _ACTIONS:
                    found[_ACTIONS[str(value)]] = None
                if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
                    stack.append((value, depth + 1))
        elif isinstance(each, pikepdf.Array):
            stack += ((value, depth + 1) for value in each if isinstance(value, (pikepdf.Dictionary, pikepdf.Array))
                      and not value.is_indirect)  # fmt: skip
