"""Texts put in the place of others in a message, and the proof that they are read as such."""

from collections.abc import Collection, Iterator

from sanitizer.errors import ProofError
from sanitizer.mail.leaves import encoded_text
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


def prove(mail: Mail, again: Mail, expected: dict[Part, str], added: Collection[Part]) -> None:
    """See that the output holds the same parts and those added, with the texts that they were to get.

    What was put in has no line that could be a delimiter to anybody, so no second opinion is asked for.

    Raises:
        ProofError: it does not.

    """
    leaves = iter(again.leaves)
    wrong = bool(again.own_doubts) or len(again.parts) != len(mail.parts) + 2 * len(added)
    for part in mail.leaves:
        if part in added and (leaf := next(leaves, None)) is not None:
            wrong = wrong or leaf.type != "text/plain"
        leaf = next(leaves, None)
        if leaf is None or leaf.type != part.type:
            wrong = True
        elif part in expected and again.text(leaf).text.splitlines() != expected[part].splitlines():
            raise ProofError(f"{part.label} would not be read as what was written; nothing was changed")
    if wrong or next(leaves, None) is not None:
        raise ProofError("the changed message would be taken apart in another way; nothing was changed")
