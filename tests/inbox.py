"""A real mail server on loopback that keeps what arrives; the fixture ``inbox`` starts one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller

__all__ = ["Inbox", "serving"]


class Inbox:
    """Handler of the server: keeps what arrives."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, *seen: object) -> str:  # noqa: N802  # its name
        self.received.append(seen[-1].content)
        return "250 OK"


@contextmanager
def serving() -> Iterator[tuple[Inbox, int]]:
    """A server, and its port."""
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()
