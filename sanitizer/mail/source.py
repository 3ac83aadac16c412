"""What a message may come as, and how the same kind is given back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sanitizer.errors import LimitError, SourceError

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["Given", "read"]


class Given(NamedTuple):
    """A message as bytes, and what makes such bytes the kind that was given."""

    data: bytes
    give: Callable[[bytes], Any]
    """Bytes for bytes, files and paths; for an ``EmailMessage`` or ``Message`` one like it, with its policy."""


def read(source: Any, max_bytes: int) -> Given:
    """A message given as bytes, as a path, as a binary file, or as ``email.message.Message`` or a kind of it.

    Raises:
        SourceError: another kind, or a message object that cannot be written.
        LimitError: it is longer than ``max_bytes``.

    """
    give: Callable[[bytes], Any] = _same
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif isinstance(source, Path):
        with source.open("rb") as file:
            data = file.read(max_bytes + 1)
    elif callable(getattr(source, "as_bytes", None)):
        data, give = _written(source), _kind_of(source)
    elif callable(getattr(source, "read", None)):
        data = source.read(max_bytes + 1)
        if not isinstance(data, bytes):
            raise SourceError("the file gives text; open it in binary mode")
    else:
        raise SourceError(f"cannot read {type(source).__name__}: give bytes, a path, a binary file or an EmailMessage")
    if len(data) > max_bytes:
        raise LimitError("max_message_bytes", max_bytes, len(data))
    return Given(data, give)


def _same(data: bytes) -> bytes:
    return data


def _written(message: "Message") -> bytes:
    from email.errors import MessageError

    try:
        return message.as_bytes()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise SourceError(f"the message cannot be written: {type(error).__name__}: {error}") from error


def _kind_of(message: "Message") -> Callable[[bytes], "Message"]:
    from email import message_from_bytes
    from email.message import EmailMessage, Message

    kind = EmailMessage if isinstance(message, EmailMessage) else Message
    return lambda data: message_from_bytes(data, kind, policy=message.policy)
