"""The text part that goes with an HTML part: found, written anew, or added."""

from collections.abc import Iterator

from sanitizer.mail.leaves import to_quoted
from sanitizer.mail.message import Mail, Splice
from sanitizer.mail.structure import EMBEDDED, Part

__all__ = ["added", "bodies", "regenerated", "text_of"]


def bodies(mail: Mail) -> Iterator[tuple[Part, Part | None]]:
    """Each HTML part that is a body of the message itself, with the text part that goes with it, if any."""
    for part in mail.html:
        if part.disposition != "attachment" and not any(each.type in EMBEDDED for each in _above(part)):
            yield part, text_of(part)


def text_of(part: Part) -> Part | None:
    """The text part that is an alternative to an HTML part."""
    inner = part
    for outer in _above(part):
        if outer.type == "multipart/alternative":
            before = outer.children[: outer.children.index(inner)]
            return next((each for each in before if each.type == "text/plain" and each.is_leaf), None)
        inner = outer
    return None


def _above(part: Part) -> Iterator[Part]:
    above = part.parent
    while above is not None:
        yield above
        above = above.parent


def regenerated(mail: Mail, part: Part, text: str) -> Iterator[Splice]:
    """The splices that put another text in a text part: UTF-8, quoted-printable."""
    eol = mail.eol
    yield from _without(part, ("content-type", "content-transfer-encoding"), _TEXT.replace(b"\n", eol))
    yield Splice(part.body_start, part.body_end, _quoted(text, eol).removesuffix(eol))


def added(mail: Mail, part: Part, body: bytes, text: str, transfer: str) -> Iterator[Splice]:
    """The splices that wrap an HTML part, whose body and transfer encoding are given, with a text part before it.

    The fields of MIME that were the part's are those of the part within; all others stay where they were.
    """
    eol = mail.eol
    inner = b"".join(
        mail.data[found.start : found.end]
        for found in part.fields
        if found.key.startswith("content-") and found.key != "content-transfer-encoding"
    )
    boundary = _boundary(mail)
    fields = b'Content-Type: multipart/alternative; boundary="' + boundary + b'"' + eol
    if part.parent is None and not part.first("mime-version"):
        fields = b"MIME-Version: 1.0" + eol + fields
    yield from _without(part, tuple(found.key for found in part.fields if found.key.startswith("content-")), fields)
    pieces = [
        b"--" + boundary,
        _TEXT.replace(b"\n", eol) + eol + _quoted(text, eol) + b"--" + boundary,
        inner + b"Content-Transfer-Encoding: " + transfer.encode("ascii") + eol + eol + body,
        b"--" + boundary + b"--" + eol,
    ]
    yield Splice(part.body_start, part.body_end, eol.join(pieces))


_TEXT = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"


def _quoted(text: str, eol: bytes) -> bytes:
    return to_quoted(text.encode("utf-8", "replace").replace(b"\n", eol), eol)


def _without(part: Part, keys: tuple[str, ...], instead: bytes) -> Iterator[Splice]:
    """The header without some fields, with others in the place of the first of them, or at its end."""
    found = [field for field in part.fields if field.key in keys]
    if not found:
        yield Splice(part.head_end, part.head_end, instead)
    for index, field in enumerate(found):
        yield Splice(field.start, field.end, b"" if index else instead)


def _boundary(mail: Mail) -> bytes:
    """A boundary that no line of the message begins with; the same for the same message."""
    number = 0
    while (boundary := b"=_alternative_%d" % number) in mail.data:
        number += 1
    return boundary
