"""The protocol: what an editor may ask, and which part answers it.

Everything runs in one thread, in the order of the editor's messages; only the look at a text that is being typed waits
until the typing pauses.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from sanitizer import __version__, config
from sanitizer.adapters.lsp import actions, pages
from sanitizer.adapters.lsp.documents import Judged, diagnostics, judge, range_of
from sanitizer.adapters.lsp.positions import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["serve"]

_PAUSE = 0.15
"""Seconds without a key until a text is judged anew."""


class _Protocol(LanguageServerProtocol):
    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        r"""Carry changes out; pygls takes ``\f``, U+2028 and others for ends of lines, where editors see none."""
        uri = params.text_document.uri
        document = self.workspace.get_text_document(uri)
        text = document.source
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                lines = Lines(text, _encoding(self))
                start, end = lines.offset(change.range.start), lines.offset(change.range.end)
                text = text[:start] + change.text + text[max(start, end) :]
            else:
                text = change.text
        language, version = document.language_id or "", params.text_document.version
        self.workspace.put_text_document(types.TextDocumentItem(uri, language, version, text))
        assert isinstance(self._server, _Server)
        self._server.judge_soon(uri)


class _Server(LanguageServer):
    """The open documents and what was last said of them."""

    def __init__(self) -> None:
        super().__init__("sanitizer", __version__, protocol_cls=_Protocol)
        self.is_asked_to_stop = False
        self.is_told_of_files = False
        """Whether the editor tells when a configuration changes; else they are read again at each save."""
        self._judged: dict[str, Judged] = {}
        self._open: set[str] = set()
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._pages: tempfile.TemporaryDirectory[str] | None = None

    def judged(self, uri: str) -> Judged:
        """A document judged as it stands in the editor."""
        document = self.workspace.get_text_document(uri)
        known = self._judged.get(uri)
        if known is None or known.text != document.source:
            known = judge(document.source, self._path(uri), document.language_id or "", _encoding(self.protocol))
            self._judged[uri] = known
        return known

    def judge_soon(self, uri: str) -> None:
        """Tell of a document when its text has not changed for a while."""
        self._wait_no_more(uri)
        self._waiting[uri] = asyncio.get_running_loop().call_later(_PAUSE, self.publish, uri)

    def open(self, uri: str) -> None:
        """Tell of a document from now on."""
        self._open.add(uri)
        self.publish(uri)

    def close(self, uri: str) -> None:
        """Forget a document, and what was told of it."""
        self._wait_no_more(uri)
        self._open.discard(uri)
        self._judged.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def publish(self, uri: str) -> None:
        """Tell of a document now."""
        self._wait_no_more(uri)
        found = list(diagnostics(self.judged(uri)))
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def read_configurations_again(self) -> None:
        """Judge every document anew, under what the configurations say now."""
        config.forget()
        self._judged.clear()
        for uri in self._open:
            self.publish(uri)

    def page(self, code: str, text: str) -> str:
        """The address of a file with a page of the manual, there as long as the server runs."""
        if self._pages is None:
            self._pages = tempfile.TemporaryDirectory(prefix="sanitizer-")
        path = Path(self._pages.name) / f"{code}.md"
        path.write_text(text, encoding="utf-8")
        return path.as_uri()

    def forget_pages(self) -> None:
        """Take the pages away."""
        if self._pages is not None:
            self._pages.cleanup()

    def _wait_no_more(self, uri: str) -> None:
        if (timer := self._waiting.pop(uri, None)) is not None:
            timer.cancel()

    def _path(self, uri: str) -> Path:
        """Where a document is; one that was never saved counts to the folder that is open."""
        path = Path(to_fs_path(uri) or Path(self.workspace.root_path or ".") / "untitled.html")
        return path.parent.resolve() / path.name


def _encoding(protocol: LanguageServerProtocol) -> str:
    encoding = protocol.workspace.position_encoding
    return str(getattr(encoding, "value", encoding))


def _initialized(ls: _Server, _: types.InitializedParams) -> None:
    capabilities = ls.client_capabilities.workspace
    watching = capabilities and capabilities.did_change_watched_files
    if not watching or not watching.dynamic_registration:
        return
    ls.is_told_of_files = True
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*.toml")])
    watch = types.Registration("configurations", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    ls.client_register_capability(types.RegistrationParams([watch]))


def _opened(ls: _Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.open(params.text_document.uri)


def _saved(ls: _Server, params: types.DidSaveTextDocumentParams) -> None:
    if ls.is_told_of_files:
        ls.publish(params.text_document.uri)
    else:
        ls.read_configurations_again()


def _closed(ls: _Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.close(params.text_document.uri)


def _files_changed(ls: _Server, _: types.DidChangeWatchedFilesParams) -> None:
    ls.read_configurations_again()


def _hover(ls: _Server, params: types.HoverParams) -> types.Hover | None:
    judged = ls.judged(params.text_document.uri)
    found = judged.at(types.Range(params.position, params.position))
    if judged.sanitizer is None or not found:
        return None
    policy = judged.sanitizer.policy
    hover = ls.client_capabilities.text_document and ls.client_capabilities.text_document.hover
    if hover and types.MarkupKind.Markdown in (hover.content_format or ()):
        told = "\n\n---\n\n".join(pages.markdown(finding.code, policy, finding) for finding in found)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told), range_of(judged, found[0]))
    told = "\n".join(pages.plain(code, policy) for code in dict.fromkeys(finding.code for finding in found))
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, told), range_of(judged, found[0]))


def _code_action(ls: _Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    judged = ls.judged(params.text_document.uri)
    offered = list(actions.actions(judged, params))
    action = ls.client_capabilities.text_document and ls.client_capabilities.text_document.code_action
    resolving = action and action.resolve_support
    if not resolving or "edit" not in resolving.properties:
        return [actions.resolve(judged, each) if each.data else each for each in offered]
    return offered


def _resolve(ls: _Server, action: types.CodeAction) -> types.CodeAction:
    data: Any = action.data
    return actions.resolve(ls.judged(data["uri"]), action) if data else action


async def _explain(ls: _Server, code: str, uri: str) -> str:
    """Show a rule's manual, beside the document where the editor can, and give it back."""
    sanitizer = ls.judged(uri).sanitizer
    if sanitizer is None:
        return ""
    page = pages.markdown(code, sanitizer.policy)
    window = ls.client_capabilities.window
    if window and window.show_document and window.show_document.support:
        await ls.window_show_document_async(types.ShowDocumentParams(ls.page(code, page), take_focus=False))
    else:
        told = pages.plain(code, sanitizer.policy)
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, told))
    return page


def _shutdown(ls: _Server, _: None) -> None:
    ls.is_asked_to_stop = True


def serve() -> int:
    """Serve one editor over standard input and output; the exit code, 1 if it was never asked to shut down."""
    server = _Server()
    handlers: dict[str, Callable[..., object]] = {
        types.INITIALIZED: _initialized,
        types.TEXT_DOCUMENT_DID_OPEN: _opened,
        types.TEXT_DOCUMENT_DID_SAVE: _saved,
        types.TEXT_DOCUMENT_DID_CLOSE: _closed,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _files_changed,
        types.TEXT_DOCUMENT_HOVER: _hover,
        types.CODE_ACTION_RESOLVE: _resolve,
        types.SHUTDOWN: _shutdown,
    }
    for name, handler in handlers.items():
        server.feature(name)(handler)
    options = types.CodeActionOptions(code_action_kinds=actions.KINDS, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(_code_action)
    server.command(actions.EXPLAIN)(_explain)
    server.start_io()
    server.forget_pages()
    return 0 if server.is_asked_to_stop else 1
