"""An editor for tests of the language server: a real client of the real process."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from sanitizer.adapters.lsp.positions import Lines

SERVER = [sys.executable, "-m", "sanitizer", "lsp"]
RED = '<p>\U00020bb7 <b style="color:red">Hello</b></p>\n'
"""One finding, with a character before it that takes one, two or four units."""
WAIT = 20
"""Seconds until a server that says nothing has failed."""
RESOLVING = types.TextDocumentClientCapabilities(
    code_action=types.CodeActionClientCapabilities(
        resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"])
    ),
    hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown, types.MarkupKind.PlainText]),
)
"""An editor that reads Markdown and asks for a fix of many only when it is chosen."""


class Editor:
    """An editor: tells the server what is opened and typed, keeps its own text, and hears what the server says."""

    def __init__(self, root: Path, **capabilities: Any) -> None:
        self.root = root
        self.client = LanguageClient("editor", "1")
        self.texts: dict[str, str] = {}
        self.version = 0
        self.told: dict[str, types.PublishDiagnosticsParams] = {}
        self.news = asyncio.Event()
        self.registered: list[types.Registration] = []
        self.shown: list[Any] = []
        self.capabilities = capabilities

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.told[params.uri] = params
            self.news.set()

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def _(params: types.RegistrationParams) -> None:
            self.registered += params.registrations
            self.news.set()

        @self.client.feature(types.WINDOW_SHOW_DOCUMENT)
        def _(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(success=True)

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def _(params: types.ShowMessageParams) -> None:
            self.shown.append(params)

    async def __aenter__(self) -> Self:
        await self.client.start_io(*SERVER, cwd=self.root)
        self.answer = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=types.ClientCapabilities(**self.capabilities), root_uri=self.root.as_uri()
            )
        )
        self.encoding = self.answer.capabilities.position_encoding or "utf-16"
        self.client.initialized(types.InitializedParams())
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self.client._server
        await asyncio.wait_for(self.client.shutdown_async(None), WAIT)
        self.client.exit(None)
        assert await asyncio.wait_for(process.wait(), WAIT) == 0
        await self.client.stop()

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT):
            while not happened():
                self.news.clear()
                await self.news.wait()

    async def open(self, name: str, text: str, language: str = "html") -> str:
        uri = (self.root / name).as_uri()
        self.texts[uri] = text
        self.told.pop(uri, None)
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 0, text))
        )
        await self.until(lambda: uri in self.told)
        return uri

    async def type(self, uri: str, *changes: tuple[int, int, str]) -> None:
        """Changes by offsets into the text that the editor has by then, sent as ranges in one notification."""
        sent: list[types.TextDocumentContentChangeEvent] = []
        for start, end, new in changes:
            lines = Lines(self.texts[uri], self.encoding)
            where = types.Range(lines.position(start), lines.position(end))
            sent.append(types.TextDocumentContentChangePartial(where, new))
            self.texts[uri] = self.texts[uri][:start] + new + self.texts[uri][end:]
        self.version += 1
        version = self.version
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), sent)
        )
        await self.until(lambda: self.told[uri].version == version)

    def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        return list(self.told[uri].diagnostics)

    async def actions(self, uri: str, line: int, character: int, only: list[str] | None = None) -> list[Any]:
        """What is offered at a place; the client's library reads an action with a command as if it were one."""
        place = types.Position(line, character)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(uri),
                types.Range(place, place),
                types.CodeActionContext(self.diagnostics(uri), only=only),
            )
        )
        return list(found or [])

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        place = types.Position(line, character)
        return await self.client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), place))

    def apply(self, uri: str, action: types.CodeAction) -> str:
        """The text that an editor has when the action's edits are carried out."""
        assert action.edit is not None
        assert action.edit.changes is not None
        text = self.texts[uri]
        lines = Lines(text, self.encoding)
        for edit in reversed(action.edit.changes[uri]):
            text = text[: lines.offset(edit.range.start)] + edit.new_text + text[lines.offset(edit.range.end) :]
        return text


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene in a thread of its own: other tests leave a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scene).result()


def span(diagnostic: types.Diagnostic) -> tuple[int, int, int, int]:
    start, end = diagnostic.range.start, diagnostic.range.end
    return start.line, start.character, end.line, end.character


def titled(actions: list[Any], start: str) -> types.CodeAction:
    (action,) = (each for each in actions if each.title.startswith(start))
    return action
