"""The rough look at empty height leaves out nothing that a layout of the whole body finds."""

import random

import pytest
from conftest import FIXTURES

from sanitizer.html import flow
from sanitizer.html.bound import Rough, holders, rough
from sanitizer.html.dom import Document, Element

_OPENS = (
    "<p>", '<div style="padding:12px 0">', '<div style="margin:14px 0 9px">', '<div style="height:30px">',
    '<span style="font-size:30px">', "<b>", '<div style="display:none">', '<div style="border-top:1px solid red">',
    '<div style="display:inline-block;padding:20px">', "<pre>", "<h1>", '<div style="display:flex">', "<ul><li>",
    "<table><tr><td>", '<table cellspacing="9" cellpadding="12"><tr><td>', '<table align="left"><tr><td height="50">',
    '<table><tr><td valign="top" height="44">', '<table border="1"><tr style="height:60px"><td>',
)  # fmt: skip
_PARTS = (
    "word", "&nbsp;", "<br>", "<br><br>", "\n", " ", "\n\n\n", "<hr>", '<img src="a.png" width="40" height="40">',
    '<img src="spacer.gif" width="1" height="24">', '<td height="40"></td>', "<td>word", '<td style="padding:25px">',
    '<tr><td height="22">&nbsp;</td></tr>', "<tr><td>", "<!-- <p> -->", "<title>x</title>", "<style>p{}</style>",
    '<p style="margin:0 0 -9px">x</p>', '<div style="padding:19px"></div>', "<p></p>",
)  # fmt: skip
_CLOSES = ("</p>", "</div>", "</span>", "</td></tr></table>", "</b>", "</pre>", "</li></ul>", "</h1>")


def _found(html: str) -> list[tuple[float, str]]:
    return [(gap.pixels, gap.below.tag) for gap in flow.gaps(Document(html), 36.0, 2.0, 600.0)]


def _same(monkeypatch: pytest.MonkeyPatch, html: str) -> int:
    found = _found(html)
    with monkeypatch.context() as patched:
        patched.setattr(flow, "rough", lambda body, _limit, _width: Rough(set(), holders(body)))
        assert found == _found(html), html
    return len(found)


def test_made_up_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    made = random.Random(7)
    total = 0
    for number in range(1_500):
        pieces = made.choices((*_OPENS, *_PARTS, *_CLOSES, "word", "word"), k=made.randint(3, 30))
        total += _same(monkeypatch, "<!doctype html>" * (number % 2) + "".join(pieces))
    assert total > 500


def test_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((FIXTURES / "templates").rglob("*.html"))
    assert sum(_same(monkeypatch, path.read_text(encoding="utf-8", errors="replace")) for path in paths) > 0


def _body(html: str) -> Element:
    body = Document(html).tree.find("body")
    assert body is not None
    return body


def test_nothing_is_over() -> None:
    assert rough(_body("<p>a</p><div><p>b</p></div><br>c"), 38.0, 600.0) is None


def test_what_is_far_from_a_gap_is_plain() -> None:
    body = _body('<p>a</p><div><i>b</i></div><p style="margin:50px">c</p>')
    found = rough(body, 38.0, 600.0)
    assert found is not None
    assert {element.tag for element in found.plain} == {"p"}
    assert {element.tag for element in found.holds} == {"p", "div", "i", "body"}
