"""Texts put in the place of others in a message, and the proof that they are read as such."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy

from sanitizer.errors import ProofError
from sanitizer.mail.leaves import LeafText, encoded_text, text_of
from sanitizer.mail.message import Mail, Splice
from sanitizer.mail.structure import Part

__all__ = ["prove", "replaced"]


def replaced(mail: Mail, part: Part, text: str) -> Iterator[Splice]:
    """The splices that put a text in the place of a part's, and tell its transfer encoding where that changes."""
    body, transfer = encoded_text(mail.data, part, mail.text(part), text, mail.eol)
    yield Splice(part.body_start, part.body_end, body)
    if transfer != part.transfer:
        line = b"Content-Transfer-Encoding: " + transfer.encode("ascii") + mail.eol
        field = part.first("content-transfer-encoding")
        place = (field.start, field.end) if field else (part.head_end, part.head_end)
        yield Splice(*place, line)


def prove(
    mail: Mail, data: bytes, splices: Sequence[Splice], expected: dict[Part, str], added: Collection[Part]
) -> None:
    """See that the message changed by splices holds the same parts and those added, with the texts they were to get.

    What was put in has no line that could be a delimiter to anybody, so no second opinion is asked for.

    Raises:
        ProofError: it does not.

    """
    bodies = {part.body_start: part for part in expected if part not in added}
    if not added and all(_is_body(mail, bodies.get(splice.start), splice) for splice in splices):
        for splice in splices:
            part = bodies[splice.start]
            alone = copy(part)
            alone.body_start, alone.body_end = 0, len(splice.data)
            _prove_text(part, text_of(splice.data, alone), expected[part])
        return
    again = Mail(data, mail.limits)
    leaves = iter(again.leaves)
    wrong = bool(again.own_doubts) or len(again.parts) != len(mail.parts) + 2 * len(added)
    for part in mail.leaves:
        if part in added and (leaf := next(leaves, None)) is not None:
            wrong = wrong or leaf.type != "text/plain"
        leaf = next(leaves, None)
        if leaf is None or leaf.type != part.type:
            wrong = True
        elif part in expected:
            _prove_text(part, again.text(leaf), expected[part])
    if wrong or next(leaves, None) is not None:
        raise ProofError("the changed message would be taken apart in another way; nothing was changed")


def _is_body(mail: Mail, part: Part | None, splice: Splice) -> bool:
    """Whether a splice is a body in the place of another, with no line that could end it or begin a part.

    Then the parts are those they were: delimiters are lines that begin with dashes, and all others are where they were.
    """
    if part is None or (splice.start, splice.end) != (part.body_start, part.body_end):
        return False
    body = splice.data
    is_behind_header = mail.data.startswith((b"\r\n", b"\n"), part.head_end)
    return is_behind_header and not (
        body.startswith(b"--") or b"\n--" in body or b"\r--" in body or body.endswith(b"\r")
    )


def _prove_text(part: Part, leaf: LeafText, text: str) -> None:
    if leaf.doubt or (leaf.text != text and leaf.text.splitlines() != text.splitlines()):
        raise ProofError(f"{part.label} would not be read as what was written; nothing was changed")
