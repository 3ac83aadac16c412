"""Rules look at words of a message that its HTML and text parts do not hold: subject, names, files, pictures."""

from collections.abc import Iterator
from dataclasses import replace

from sanitizer.contexts import MailContext, TextContext
from sanitizer.findings import Finding
from sanitizer.mail.structure import Part
from sanitizer.mail.texts import Piece
from sanitizer.rule import MessageViolation
from sanitizer.text_engine import TextEngine

__all__ = ["in_files", "in_subject", "labels"]


def in_subject(engine: TextEngine, context: MailContext) -> Iterator[MessageViolation]:
    """What is wrong with the words of the subject, which is left to its writer."""
    for piece in context.pieces:
        if piece.field is None:
            continue
        for violation in engine.check(piece.text, TextContext(context.policy, context.message, "subject")):
            yield violation.rule.of_message(
                piece.part, violation.message, field=piece.field, note=violation.note, severity=violation.severity
            )


def in_files(engine: TextEngine, context: MailContext) -> Iterator[tuple[Part, Finding]]:
    """What is wrong with the words of files and pictures, and with names of files; none of these is altered."""
    about = TextContext(context.policy, context.message, "attachment")
    for piece in context.pieces:
        if piece.field is None and piece.where != "text" and (seen := engine.check(piece.text, about)):
            for finding in engine.findings(piece.text, seen, fixing=False, part=_label(piece)):
                yield piece.part, replace(finding, safety=None, after=None)


def labels(context: MailContext) -> dict[str, str]:
    """The texts of files, pictures and names by what findings call their place."""
    return {_label(piece): piece.text for piece in context.pieces if piece.field is None and piece.where != "text"}


def _label(piece: Piece) -> str:
    return f"{piece.part.label} {piece.where}"
