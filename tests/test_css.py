"""Declarations with their place, and what rules ask of values."""

import pytest

from sanitizer.html.css import functions, hides_box, load_targets, parse_length, parse_style, sides
from sanitizer.html.fonts import is_text_shrunk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ; ;", []),
        ("color:red", [("color", "red", True)]),
        ("COLOR : Red ;", [("color", "Red", True)]),
        ("a:b;c:d", [("a", "b", True), ("c", "d", True)]),
        ("font-family:'a;b'", [("font-family", "'a;b'", True)]),
        ("background:url(a;b)", [("background", "url(a;b)", True)]),
        ("background:URL( a;b );c:d", [("background", "URL( a;b )", True), ("c", "d", True)]),
        ("width:calc((1px + 2px) * 3);c:d", [("width", "calc((1px + 2px) * 3)", True), ("c", "d", True)]),
        ("a:[b;c];d:e", [("a", "[b;c]", True), ("d", "e", True)]),
        ("a:b/* c;d */;e:f", [("a", "b", True), ("e", "f", True)]),
        ("/* a:b */c:d", [("c", "d", True)]),
        ("c\\6flor:red", [("color", "red", True)]),
        ("color:r\\65 d", [("color", "red", True)]),
        ("a:'b", [("a", "'b", False)]),
        ("a:b(c;d:e", [("a", "b(c;d:e", False)]),
        ("a:b)", [("a", "b)", False)]),
        ("a:b}c:d", [("a", "b}c:d", False)]),
        ("co lor:red", [("co lor", "red", False)]),
        ("/*", [("", "", False)]),
    ],
)
def test_declarations(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(each.name, each.value, each.sound) for each in parse_style(text)] == expected


def test_place_and_importance() -> None:
    text = " a : b ! Important ; c:d "
    first, second = parse_style(text)
    assert first.important
    assert first.value == "b"
    assert text[first.start : first.end] == "a : b ! Important"
    assert text[second.start : second.end] == "c:d"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("red", []),
        ("RGB(1,2,3)", ["rgb"]),
        ("calc(1px + var(--x))", ["calc", "var"]),
        ("(1px)", [""]),
        ("url(x)", ["url"]),
    ],
)
def test_functions(value: str, names: list[str]) -> None:
    assert functions(value) == names


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", (0, "")), ("12PX", (12, "px")), (" 1.5em ", (1.5, "em")), ("-.5%", (-0.5, "%")), ("1e2px", (100, "px"))],
)
def test_length(value: str, expected: tuple[float, str]) -> None:
    assert parse_length(value) == expected


@pytest.mark.parametrize("value", ["", "auto", "1 px x", "px", "1px 2px", "--1px"])
def test_no_length(value: str) -> None:
    assert parse_length(value) is None


def test_sides() -> None:
    assert sides("1px") == ("1px",) * 4
    assert sides("1px 2px") == ("1px", "2px", "1px", "2px")
    assert sides("1px 2px 3px") == ("1px", "2px", "3px", "2px")
    assert sides("1px 2px 3px 4px") == ("1px", "2px", "3px", "4px")
    assert sides("1 2 3 4 5") is None


@pytest.mark.parametrize(
    "text",
    [
        "display:none",
        "DISPLAY : None!important",
        "visibility:hidden",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "width:0px; overflow:hidden",
    ],
)
def test_hides_box(text: str) -> None:
    assert hides_box(text)


@pytest.mark.parametrize(
    "text", ["", "display:block", "opacity:0.5", "font-size:1px", "font-size:0", "color:none", "max-height:0"]
)
def test_does_not_hide_box(text: str) -> None:
    assert not hides_box(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("font-size:0", True),
        ("FONT-SIZE : 0PX !important", True),
        ("font:0/0 a", True),
        ("font-size:0; font-size:14px", False),
        ("font:bold 14px/1.5 Arial", False),
        ("font-size:small", False),
        ("font-size:2em", None),
        ("font-size:inherit", None),
        ("font:caption", None),
        ("color:red", None),
        ("", None),
    ],
)
def test_is_text_shrunk(text: str, expected: bool | None) -> None:
    assert is_text_shrunk(text) is expected


def test_load_targets() -> None:
    assert load_targets("url(a.png), url( 'b.png' ) url(\"c.png\")") == ["a.png", "b.png", "c.png"]
