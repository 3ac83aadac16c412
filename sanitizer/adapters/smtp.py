"""``send_message`` of smtplib and aiosmtplib with a message that is made clean, or refused, before it is sent."""

import re
from collections.abc import Sequence
from email.message import Message
from typing import TYPE_CHECKING, Any, Protocol

from sanitizer.adapters.outgoing import Gate
from sanitizer.context import MessageContext

if TYPE_CHECKING:
    import smtplib

__all__ = ["AsyncClient", "send_message", "send_message_async"]


class AsyncClient(Protocol):
    """An ``aiosmtplib.SMTP`` that is connected."""

    async def send_message(self, message: Any, *, sender: Any = None, recipients: Any = None) -> Any:
        """Send a message object."""

    async def sendmail(self, sender: Any, recipients: Any, message: Any) -> Any:
        """Send bytes."""


def send_message(
    server: "smtplib.SMTP",
    message: Message | bytes,
    from_addr: str | None = None,
    to_addrs: str | Sequence[str] | None = None,
    *,
    gate: Gate | None = None,
    context: MessageContext | None = None,
) -> dict[str, tuple[int, bytes]]:
    """Send a message made to obey the policy, by ``server.send_message``, or ``server.sendmail`` if it is bytes.

    Bytes need both addresses. ``gate`` says by which policy, and what is refused, ``context`` what is
    known of the message; the answer is that of smtplib.

    Raises:
        ViolationError, RefusedError, SourceError, LimitError, ProofError: as :meth:`Gate.passed`; nothing was sent.

    """
    output = (gate or Gate()).passed(message, _listed(to_addrs), context).output
    if isinstance(output, bytes):
        return server.sendmail(*_both(from_addr, to_addrs), _for_the_wire(output))
    return server.send_message(output, from_addr, to_addrs)


async def send_message_async(
    client: AsyncClient,
    message: Message | bytes,
    *,
    sender: str | None = None,
    recipients: str | Sequence[str] | None = None,
    gate: Gate | None = None,
    context: MessageContext | None = None,
) -> Any:
    """Send a message made to obey the policy with an ``aiosmtplib.SMTP``; as :func:`send_message`.

    The work is done in a thread, so that other tasks go on.
    """
    from asyncio import to_thread

    result = await to_thread((gate or Gate()).passed, message, _listed(recipients), context)
    if isinstance(result.output, bytes):
        return await client.sendmail(*_both(sender, recipients), _for_the_wire(result.output))
    return await client.send_message(result.output, sender=sender, recipients=recipients)


def _for_the_wire(data: bytes) -> bytes:
    """The message with the line breaks of SMTP, which smtplib leaves to the caller."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", data)


def _listed(addresses: str | Sequence[str] | None) -> tuple[str, ...]:
    if addresses is None:
        return ()
    return (addresses,) if isinstance(addresses, str) else tuple(addresses)


def _both(sender: str | None, recipients: str | Sequence[str] | None) -> tuple[str, Sequence[str]]:
    if sender is None or not recipients:
        raise TypeError("a message of bytes needs the addresses of its sender and recipients")
    return sender, _listed(recipients)
