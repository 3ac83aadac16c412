"""The language server as editors meet it: a real client, the real process, real files."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from sanitizer.adapters.lsp.positions import Lines, edits

SERVER = [sys.executable, "-m", "sanitizer", "lsp"]
RED = '<p>\U00020bb7 <b style="color:red">Hello</b></p>\n'
"""One finding, with a character before it that takes one, two or four units."""
BAD = (
    '<style>b { color: red; font-weight: bold }</style>\r\n<p style="color:blue;margin:0">Dear Jané,<br><br><br><br>'
    'your <b>card</b></p>\r\n<p style="color:blue">is \U00020bb7 '
    '<a href="https://shop.example/">here in town</a></p>\r\n'
)
WAIT = 20
"""Seconds until a server that says nothing has failed."""


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


RESOLVING = types.TextDocumentClientCapabilities(
    code_action=types.CodeActionClientCapabilities(
        resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"])
    ),
    hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown, types.MarkupKind.PlainText]),
)


def fixed(folder: Path, name: str, text: str) -> str:
    """What the command makes of a file."""
    path = folder / name
    path.write_bytes(text.encode())
    subprocess.run([sys.executable, "-m", "sanitizer", "fix", str(path)], capture_output=True, check=False, timeout=60)
    return path.read_bytes().decode()


def test_what_is_offered(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            offered = editor.answer.capabilities
            assert editor.answer.server_info is not None
            assert editor.answer.server_info.name == "sanitizer"
            assert offered.hover_provider
            assert isinstance(offered.code_action_provider, types.CodeActionOptions)
            assert list(offered.code_action_provider.code_action_kinds or []) == ["quickfix", "source.fixAll.sanitizer"]
            assert isinstance(offered.text_document_sync, types.TextDocumentSyncOptions)
            assert offered.text_document_sync.change == types.TextDocumentSyncKind.Incremental
            assert offered.text_document_sync.save
            assert offered.document_formatting_provider is None
            assert offered.document_range_formatting_provider is None

    play(scene())


@pytest.mark.parametrize(
    ("asked", "start", "end"), [(None, 16, 25), ("utf-16", 16, 25), ("utf-8", 18, 27), ("utf-32", 15, 24)]
)
def test_ranges_are_in_the_units_agreed_on(tmp_path: Path, asked: str | None, start: int, end: int) -> None:
    general = types.GeneralClientCapabilities(position_encodings=[asked] if asked else None)  # type: ignore[list-item]

    async def scene() -> None:
        async with Editor(tmp_path, general=general) as editor:
            uri = await editor.open("mail.html", "<h1>Hello</h1>\r\n" + RED)
            (diagnostic,) = editor.diagnostics(uri)
            assert span(diagnostic) == (1, start, 1, end)
            assert diagnostic.code == "STY002"
            assert diagnostic.source == "sanitizer"
            assert diagnostic.severity == types.DiagnosticSeverity.Error
            assert diagnostic.message == "color overrides the default text colour"
            assert list(diagnostic.tags or ()) == [types.DiagnosticTag.Unnecessary]
            assert await editor.hover(uri, 1, start - 1) is None
            assert await editor.hover(uri, 1, start) is not None

    play(scene())


def test_unsaved_text_is_judged_and_edits_arrive_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "mail.html").write_text(RED)

    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open("mail.html", "<p>Hello\f\u2028\x85 \U00020bb7</p>\n")
            assert editor.diagnostics(uri) == []
            await editor.type(
                uri, (len("<p>Hello\f\u2028\x85 \U00020bb7"), len("<p>Hello\f\u2028\x85 \U00020bb7"), RED)
            )
            assert [each.code for each in editor.diagnostics(uri)] == ["STY002"]
            at = editor.texts[uri].index("red")
            await editor.type(uri, (at, at + 3, "inherit"), (0, 0, "<h1>\U00020bb7\r\n</h1>\r\n"), (4, 5, ""))
            end = len(editor.texts[uri])
            await editor.type(uri, (end, end, '<i style="color:blue">x</i>'))
            (diagnostic,) = editor.diagnostics(uri)
            lines = Lines(editor.texts[uri], "utf-16")
            assert lines.offset(diagnostic.range.start) == editor.texts[uri].index("color:blue")
            await editor.type(uri, (0, len(editor.texts[uri]), ""))
            assert editor.diagnostics(uri) == []
            editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
            await editor.until(lambda: editor.told[uri].version is None)
            assert editor.diagnostics(uri) == []

    play(scene())


def test_typing_is_answered_once_it_pauses(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open("mail.html", "<p></p>")
            heard: list[int | None] = []
            until = editor.until

            async def nothing(_: Callable[[], bool]) -> None:
                heard.append(editor.told[uri].version)

            editor.until = nothing  # type: ignore[method-assign]
            for letter in "Hello":
                await editor.type(uri, (3, 3, letter))
            await until(lambda: editor.told[uri].version == editor.version)
            assert set(heard) == {0}

    play(scene())


def test_hover_shows_the_manual(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Editor(tmp_path, text_document=RESOLVING) as editor:
            hover = await editor.hover(await editor.open("mail.html", RED), 0, 18)
            assert hover is not None
            assert isinstance(hover.contents, types.MarkupContent)
            assert hover.contents.kind == types.MarkupKind.Markdown
            told = hover.contents.value
            assert told.startswith(
                "### STY002 style-color\n\n**color overrides the default text colour** (error, safe fix)"
            )
            assert "**Before**\n\n```html\n<" in told
            assert "\n- **clause** style.color: " in told
            assert "\n- **trust** reported" in told
        async with Editor(tmp_path) as editor:
            hover = await editor.hover(await editor.open("mail.html", RED), 0, 18)
            assert hover is not None
            assert isinstance(hover.contents, types.MarkupContent)
            assert hover.contents.kind == types.MarkupKind.PlainText
            explained = subprocess.run(
                [*SERVER[:-1], "explain", "STY002"], cwd=tmp_path, capture_output=True, text=True, check=True
            )
            assert hover.contents.value == explained.stdout

    play(scene())


def test_one_finding_is_mended_alone(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Editor(tmp_path, text_document=RESOLVING) as editor:
            uri = await editor.open("mail.html", BAD)
            offered = await editor.actions(uri, 1, 12)
            fix = titled(offered, "Fix STY002: color")
            assert fix.is_preferred
            assert [each.code for each in fix.diagnostics or []] == ["STY002"] * 2
            assert editor.apply(uri, fix) == BAD.replace("color:blue;margin", "margin")
            assert fix.edit is not None
            assert fix.edit.changes is not None
            assert [len(each.new_text) for each in fix.edit.changes[uri]] == [0]
            all_alike = titled(offered, "Fix all STY002 in this file")
            assert all_alike.edit is None
            all_alike = await editor.client.code_action_resolve_async(all_alike)
            after = editor.apply(uri, all_alike)
            assert "blue" not in after
            assert "<br><br><br><br>" in after
            unsafe = titled(await editor.actions(uri, 2, 40), "Fix LNK001 (unsafe): ")
            assert not unsafe.is_preferred
            assert editor.apply(uri, unsafe) == BAD.replace(
                '<a href="https://shop.example/">here in town</a>', "here in town"
            )
            assert not [each for each in await editor.actions(uri, 0, 1) if each.title.startswith("Fix SEC")]

    play(scene())


@pytest.mark.parametrize("capabilities", [{}, {"text_document": RESOLVING}], ids=["at once", "resolved"])
def test_fix_all_is_what_the_command_does(tmp_path: Path, capabilities: dict[str, Any]) -> None:
    async def scene() -> None:
        async with Editor(tmp_path, **capabilities) as editor:
            for name, text in (
                ("a.html", BAD),
                ("b.html", BAD.replace("\r\n", "\n")),
                ("c.html", BAD.replace("\r\n", "")),
            ):
                uri = await editor.open(name, text)
                for only in (["source"], ["source.fixAll"], ["source.fixAll.sanitizer"]):
                    (action,) = await editor.actions(uri, 0, 0, only)
                    assert action.kind == "source.fixAll.sanitizer"
                    if capabilities:
                        action = await editor.client.code_action_resolve_async(action)
                    assert editor.apply(uri, action) == fixed(tmp_path, name, text)
                assert await editor.actions(uri, 0, 0, ["source.organizeImports"]) == []

    play(scene())


def test_template_tags_are_never_lost(tmp_path: Path) -> None:
    text = '<p><font color="red">{% if a %}</font>{{ a }}{% endif %}</p><b style="color:{{ c }}">Hello</b>\n'

    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open("mail.html", text)
            for character in range(len(text)):
                for action in await editor.actions(uri, 0, character):
                    if isinstance(action, types.CodeAction):
                        after = editor.apply(uri, action)
                        assert re.findall(r"{%.*?%}|{{ a }}", after) == ["{% if a %}", "{{ a }}", "{% endif %}"]
            fix = titled(await editor.actions(uri, 0, text.index("color:")), "Fix STY002")
            assert editor.apply(uri, fix) == text.replace(' style="color:{{ c }}"', "")
            assert not [each for each in await editor.actions(uri, 0, 4) if each.title.startswith("Fix STY006")]

    play(scene())


def test_configuration_is_found_and_read_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "mails" / "drafts").mkdir(parents=True)
    settings = tmp_path / "sanitizer.toml"
    watching = types.WorkspaceClientCapabilities(
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    )

    async def scene() -> None:
        async with Editor(tmp_path, workspace=watching) as editor:
            uri = await editor.open("mails/mail.html", RED)
            draft = await editor.open("mails/drafts/mail.html", RED)
            assert len(editor.diagnostics(uri)) == len(editor.diagnostics(draft)) == 1
            await editor.until(lambda: bool(editor.registered))
            assert editor.registered[0].method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            for text, codes in (
                ('policy = "email"', []),
                ('ignore = ["IMG"]\nexclude = ["drafts/"]', ["STY002"]),
                ("polcy = 1", ["configuration"]),
            ):
                settings.write_text(text)
                editor.told.clear()
                change = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
                editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
                await editor.until(lambda: {uri, draft} == set(editor.told))
                assert [each.code for each in editor.diagnostics(uri)] == codes
                assert [each.code for each in editor.diagnostics(draft)] == [code for code in codes if code != "STY002"]
            (wrong,) = editor.diagnostics(uri)
            assert "unknown key `polcy`, did you mean `policy`?" in wrong.message
            assert await editor.actions(uri, 0, 0) == []

    play(scene())


def test_editor_that_watches_no_files_has_configurations_read_at_each_save(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open("mail.html", RED)
            (tmp_path / "sanitizer.toml").write_text('policy = "email"')
            editor.told.clear()
            editor.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
            await editor.until(lambda: uri in editor.told)
            assert editor.diagnostics(uri) == []

    play(scene())


def test_what_cannot_be_judged_is_one_diagnostic_and_the_server_goes_on(tmp_path: Path) -> None:
    (tmp_path / "sanitizer.toml").write_text('[policy]\nextends = "amazon"\nmax_depth = 50\nmax_bytes = 30000')

    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            for text in ("<div>" * 100, "x" * 30001):
                uri = await editor.open("deep.html", text)
                (diagnostic,) = editor.diagnostics(uri)
                assert diagnostic.code == "limit"
                assert "a policy with a higher `max_" in diagnostic.message
                assert diagnostic.severity == types.DiagnosticSeverity.Error
                assert span(diagnostic) == (0, 0, 0, len(text))
                assert await editor.actions(uri, 0, 0) == []
                assert await editor.hover(uri, 0, 0) is None
            for text in (
                "",
                "\0",
                "\ud83d",
                "<" * 5000,
                "</p>" * 3000,
                '<p style="',
                "\r",
                "<!--",
                "<p>\ufffe\U0010ffff",
            ):
                uri = await editor.open("odd.html", text)
                await editor.actions(uri, 0, 0)
            uri = await editor.open("mail.html", RED)
            assert [each.code for each in editor.diagnostics(uri)] == ["STY002"]

    play(scene())


def test_text_that_was_never_saved(tmp_path: Path) -> None:
    (tmp_path / "sanitizer.toml").write_text('ignore = ["IMG"]')

    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = "untitled:Untitled-1"
            image = '<img src="http://shop.example/a.png" alt="A">'
            item = types.TextDocumentItem(uri, "html", 0, image + RED)
            editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            await editor.until(lambda: uri in editor.told)
            assert [each.code for each in editor.diagnostics(uri)] == ["STY002"]

    play(scene())


@pytest.mark.parametrize("shows", [True, False], ids=["document", "message"])
def test_explain(tmp_path: Path, shows: bool) -> None:
    window = types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=shows))

    async def scene() -> None:
        async with Editor(tmp_path, window=window) as editor:
            uri = await editor.open("mail.html", RED)
            assert "Explain STY002" in {each.title for each in await editor.actions(uri, 0, 18)}
            page = await editor.client.workspace_execute_command_async(
                types.ExecuteCommandParams("sanitizer.explain", arguments=["STY002", uri])
            )
            assert page.startswith("### STY002 style-color\n")
            (shown,) = editor.shown
            if shows:
                path = Path(shown.uri.removeprefix("file://"))
                assert path.read_text() == page
            else:
                assert shown.message.startswith("STY002 style-color\n")
        if shows:
            assert not path.exists()

    play(scene())


def test_exit_without_shutdown_says_so(tmp_path: Path) -> None:
    message = json.dumps({"jsonrpc": "2.0", "method": "exit"}).encode()
    done = subprocess.run(
        [*SERVER, "--stdio"],
        input=b"Content-Length: %d\r\n\r\n%s" % (len(message), message),
        cwd=tmp_path, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert subprocess.run(SERVER, input=b"", cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 1


def test_without_the_extra_it_is_told_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['lsprotocol'] = None; from sanitizer.adapters.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "lsp"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'email-html-sanitizer[lsp]'" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\r\nb", "a\nb"),
        ("a\r\nb", "a\rb"),
        ("\r\n\r\n", "\r\n"),
        ("é<b>\U00020bb7</b>\r\n<i>x</i>", "é\U00020bb7\r\n<i>\U00020bb7x</i>"),
        ("", "<p>"),
        ("<p>", ""),
        ("a\f\u2028b\n", "a\f\u2028\n"),
    ],
)
def test_edits_make_the_other_text(before: str, after: str, encoding: str) -> None:
    lines = Lines(before, encoding)
    text = before
    for edit in reversed(edits(lines, after)):
        start, end = lines.offset(edit.range.start), lines.offset(edit.range.end)
        assert lines.position(start) == edit.range.start
        assert lines.position(end) == edit.range.end
        text = text[:start] + edit.new_text + text[end:]
    assert text == after


@pytest.mark.parametrize(
    ("name", "text", "ignored"),
    [
        (
            "a.html",
            '<i>\r\n  <b style="color:red">x</b>\r\n</i>',
            '<i>\r\n  <!-- sanitizer: ignore-next-line STY002 -- reason -->\r\n  <b style="color:red">x</b>\r\n</i>',
        ),
        (
            "a.html",
            '<p\n  style="color:red">x</p>',
            '<!-- sanitizer: ignore-next-line STY002 -- reason -->\n<p\n  style="color:red">x</p>',
        ),
        ("a.html.j2", RED, "{# sanitizer: ignore-next-line STY002 -- reason #}\n" + RED),
        ("a.blade.php", RED, "{{-- sanitizer: ignore-next-line STY002 -- reason --}}\n" + RED),
        ("a.erb", RED, "<%# sanitizer: ignore-next-line STY002 -- reason %>\n" + RED),
        ("a.hbs", RED, "{{!-- sanitizer: ignore-next-line STY002 -- reason --}}\n" + RED),
        ("a.liquid", RED, "{% # sanitizer: ignore-next-line STY002 -- reason %}\n" + RED),
    ],
)
def test_a_comment_has_a_finding_ignored(tmp_path: Path, name: str, text: str, ignored: str) -> None:
    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open(name, text)
            (diagnostic,) = editor.diagnostics(uri)
            start = diagnostic.range.start
            action = titled(await editor.actions(uri, start.line, start.character), "Ignore STY002 on this line")
            assert editor.apply(uri, action) == ignored
            await editor.type(uri, (0, len(text), ignored))
            assert editor.diagnostics(uri) == []
            assert await editor.actions(uri, start.line + 1, start.character) == []

    play(scene())


def test_fixes_of_many_leave_alone_what_a_comment_ignores(tmp_path: Path) -> None:
    ignored = "<!-- sanitizer: ignore-next-line STY002 -- why -->\n" + RED

    async def scene() -> None:
        async with Editor(tmp_path) as editor:
            uri = await editor.open("a.html", ignored + RED * 2)
            offered = await editor.actions(uri, 2, 18)
            for title in ("Fix all STY002 in this file", "Fix all that the sanitizer can fix"):
                after = editor.apply(uri, titled(offered, title))
                assert after == ignored + RED.replace(' style="color:red"', "") * 2

    play(scene())
