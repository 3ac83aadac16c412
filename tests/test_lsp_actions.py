"""What the language server offers to do: fixes, one and many, and comments that ignore."""

import re
from pathlib import Path
from typing import Any

import pytest
from editor import RED, RESOLVING, Editor, play, titled
from lsprotocol import types

from sanitizer.adapters.lsp.positions import Lines, edits
from tests.command import here

BAD = (
    '<style>b { color: red; font-weight: bold }</style>\r\n<p style="color:blue;margin:0">Dear Jané,<br><br><br><br>'
    'your <b>card</b></p>\r\n<p style="color:blue">is \U00020bb7 '
    '<a href="https://shop.example/">here in town</a></p>\r\n'
)


def fixed(folder: Path, name: str, text: str) -> str:
    """What the command makes of a file."""
    path = folder / name
    path.write_bytes(text.encode())
    here("fix", name, cwd=folder)
    return path.read_bytes().decode()


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
