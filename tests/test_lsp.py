"""The language server as editors meet it: a real client, the real process, real files."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from editor import RED, RESOLVING, SERVER, Editor, play, span
from lsprotocol import types

from sanitizer.adapters.lsp.positions import Lines


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
