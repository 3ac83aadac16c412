"""Every kind of source goes in as text and comes back as it was."""

import bs4
import lxml.etree
import lxml.html
import pytest

from sanitizer import SourceError, sanitize
from sanitizer.html.source import read


def test_text_has_single_line_breaks_and_spans_find_their_way_back() -> None:
    source = read("a\r\nb\rc\nd")
    assert source.text == "a\nb\nc\nd"
    assert source.with_spans([(2, 3, "X")]) == "a\r\nX\rc\nd"
    assert source.with_spans([(1, 2, ""), (6, 7, "Y")]) == "ab\rc\nY"


def test_covered_spans_are_left_out() -> None:
    assert read("abcdef").with_spans([(1, 4, "X"), (2, 3, "Y")]) == "aXef"


def test_replacements_get_the_prevailing_line_breaks() -> None:
    assert read("a\r\nb").with_text("x\ny") == "x\r\ny"
    assert read("a\nb").with_text("x\ny") == "x\ny"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_like(kind: type) -> None:
    assert read(kind(b"<p>x</p>")).text == "<p>x</p>"


def test_byte_order_mark_that_lies() -> None:
    with pytest.raises(SourceError, match="byte order mark says utf-16"):
        read(b"\xff\xfea")


def test_unknown_declared_encoding_falls_back() -> None:
    given = '<meta charset="x-nowhere"><p onclick=x>\u00e9</p>'.encode()
    assert sanitize(given).output == '<meta charset="x-nowhere"><p>\u00e9</p>'.encode()


def test_characters_outside_the_encoding_are_written_as_references() -> None:
    source = read('<meta charset="koi8-r">\u0437'.encode("koi8-r"))
    assert source.with_text("\u20ac \u0437") == b"&#8364; \xda"


@pytest.mark.parametrize("parser", ["html.parser", "lxml"])
def test_soup(parser: str) -> None:
    soup = bs4.BeautifulSoup("<p onclick='x'>a &amp; b</p>", parser)
    output = sanitize(soup).output
    assert isinstance(output, bs4.BeautifulSoup)
    assert output.p is not None
    assert output.p.attrs == {}
    assert output.p.get_text() == "a & b"
    assert sanitize(output).output is output


def test_tag_of_a_soup() -> None:
    soup = bs4.BeautifulSoup("<div><p onclick='x'>a</p></div>", "html.parser")
    output = sanitize(soup.p).output
    assert isinstance(output, bs4.Tag)
    assert str(output) == "<p>a</p>"
    assert str(soup) == '<div><p onclick="x">a</p></div>', "the soup that was given is as it was"


def test_lxml_element_tree_and_fragment() -> None:
    document = lxml.html.document_fromstring("<html><body><p onclick='x'>a</p></body></html>")
    output = sanitize(document).output
    assert lxml.html.tostring(output) == b"<html><body><p>a</p></body></html>"
    tree = sanitize(document.getroottree()).output
    assert lxml.html.tostring(tree.getroot()) == b"<html><body><p>a</p></body></html>"
    fragment = lxml.html.fragment_fromstring("<div onclick='x'>a</div>")
    assert lxml.html.tostring(sanitize(fragment).output) == b"<div>a</div>"
    assert fragment.get("onclick") == "x"


def test_lxml_tail_is_not_part_of_an_element() -> None:
    parent = lxml.html.fragment_fromstring("<div><p onclick='x'>a</p>tail</div>")
    assert lxml.html.tostring(sanitize(parent[0]).output) == b"<p>a</p>"


@pytest.mark.parametrize("thing", [None, 1, ["<p>"], object()])
def test_other_kinds_are_refused(thing: object) -> None:
    with pytest.raises(SourceError, match="give str, bytes"):
        sanitize(thing)
