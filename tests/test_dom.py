"""The tree and its positions."""

import pytest

from sanitizer import LimitError
from sanitizer.html import dom, tokens
from sanitizer.html.dom import Document


def test_positions_are_offsets_of_code_points() -> None:
    document = Document("<p>\U0001f600\n<b id=x>y</b></p>")
    bold = next(element for element in document.elements() if element.tag == "b")
    at = bold.source_location
    assert at is not None
    assert at.end_tag is not None
    assert document.text[at.start_tag.start_offset : at.start_tag.end_offset] == "<b id=x>"
    assert document.text[at.end_tag.start_offset : at.end_tag.end_offset] == "</b>"
    assert document.text[at.attrs["id"].start_offset : at.attrs["id"].end_offset] == "id=x"
    assert document.line_and_column(at.start_tag.start_offset) == (2, 1)


@pytest.mark.parametrize(
    ("text", "end"), [("", (1, 1)), ("a", (1, 2)), ("a\n", (2, 1)), ("a\nbc", (2, 3)), ("\n\n", (3, 1))]
)
def test_where_a_text_ends(text: str, end: tuple[int, int]) -> None:
    assert Document(text).line_and_column(len(text)) == end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a", True),
        ("a", True),
        ("", True),
        ("<body>a", False),
        ("<!DOCTYPE html>a", False),
        ("<HEAD>", False),
        ("<header>a", True),
    ],
)
def test_fragment(text: str, expected: bool) -> None:
    assert Document(text).is_fragment is expected


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<b>c</b></p>",
        "a &amp; b",
        '<!doctype html><html><head><title>a</title></head><body><p class="b">c</p></body></html>',
    ],
)
def test_serialize(text: str) -> None:
    assert Document(text).serialize() == text.replace("<!doctype", "<!DOCTYPE")


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("a<!-- b -->c", ["<!-- b -->"]),
        ("<!---->", ["<!---->"]),
        ("<!--a--!>b<!-->c<!--->", ["<!--a--!>", "<!-->", "<!--->"]),
        ("<?xml x?>a<![if x]>b</ c>", ["<?xml x?>", "<![if x]>", "</ c>"]),
        ("<!-- open", ["<!-- open"]),
        ("<!doctype html><title><!-- a --></title><style><!-- b --></style>", []),
        ("<p title='<!-- a -->'>b<!--c\nd-->", ["<!--c\nd-->"]),
        ("<p title='<!-- a -->'>b", []),
        ("a --> b", []),
    ],
)
def test_comments(text: str, sources: list[str]) -> None:
    document = Document(text)
    assert [text[token.start : token.end] for token in tokens.comments(document)] == sources


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("<html>\n<head></head>\n<body>a</body></html>", "<html><head></head><body>a</body></html>", True),
        ("<p>a</p>", "<p>a", True),
        ("<p>a", "<p>b", False),
        ("<p a=1>", "<p a=2>", False),
        ("<p>x <b>y</b></p>", "<p>x<b>y</b></p>", False),
        ("<p><b>x</b></p>", "<p><i>x</i></p>", False),
        ("<table> <tbody>\n<tr><td>a</table>", "<table> \n<tr><td>a</table>", True),
        ("<table><tbody>b<tr><td>a</table>", "<table><tr><td>a</table>", False),
        ("<table><tr><td> a</table>", "<table><tr><td>a</table>", False),
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</tbody><tbody></table>", False),
    ],
)
def test_same_tree_but_for_white_space_that_a_parser_places(left: str, right: str, same: bool) -> None:
    assert dom.same_tree(Document(left), Document(right)) is same


def test_depth() -> None:
    root = Document("<div><p><b>x</b></p></div>").root
    assert dom.depth_over(root, 5) == 0
    assert dom.depth_over(root, 4) == 5


@pytest.mark.parametrize("text", ["<font><p>" * 20_000, "".join(f"<font color={n}><p></b>" for n in range(9_000))])
def test_open_formatting_is_refused_before_a_tree_is_built(text: str) -> None:
    with pytest.raises(LimitError, match="max_open_formatting"):
        tokens.check_limits(text, max_bytes=10**7, max_open_formatting=500)


def test_closed_formatting_is_not_counted() -> None:
    tokens.check_limits("<p><font size=1><b>x</b></font></p>" * 20_000, max_bytes=10**7, max_open_formatting=500)


def test_bytes_are_counted_as_utf_8() -> None:
    tokens.check_limits("\u00e9" * 5, max_bytes=10, max_open_formatting=5)
    with pytest.raises(LimitError) as caught:
        tokens.check_limits("\u00e9" * 6, max_bytes=10, max_open_formatting=5)
    assert caught.value.found == 12


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"<p>a", None),
        (b'<meta charset="koi8-r">', "koi8-r"),
        (b"<META http-equiv=content-type content='text/html; charset=shift_jis'>", "shift_jis"),
        (b"<!-- <meta charset=koi8-r> -->", None),
    ],
)
def test_declared_encoding(data: bytes, encoding: str | None) -> None:
    declared = dom.declared_encoding(data)
    assert (declared.lower().replace("-", "_") if declared else None) == (
        encoding.replace("-", "_") if encoding else None
    )


@pytest.mark.parametrize(
    ("doctype", "quirky"),
    [
        ("", True),
        ("<!DOCTYPE html>", False),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', True),
        (
            '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">',
            False,
        ),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">', True),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x">', False),
    ],
)
def test_quirks_mode(doctype: str, quirky: bool) -> None:
    assert Document(f"{doctype}<p>x").is_quirky is quirky
