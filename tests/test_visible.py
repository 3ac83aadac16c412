"""The words that are seen of a document, where they stand in its source, and edits of them."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.engine import Engine
from sanitizer.html.dom import Document
from sanitizer.html.text_places import TextPlaces
from sanitizer.html.visible import visible
from sanitizer.placing import findings
from sanitizer.policy import Policy
from sanitizer.proof import prove
from sanitizer.rule import OnText, Rule, TextViolation
from sanitizer.text_engine import TextEngine

AMAZON = Policy.load("amazon")

SHOWN = [
    ("<p>Write  to <b>jane&#64;sh</b>op.<i>exa</i>mple\n now</p>", "Write to jane@shop.example now"),
    ("a<br>b<br>\n<br>c", "a\nb\n\nc"),
    ("<div>a<p> b </p></div> c", "a\n\nb\n\nc"),
    ("<table><tr><td>Tel.</td>\n<td>1</td></tr><tr><td>x</table>", "Tel.\t1\n\nx"),
    ("a<img alt='A &amp; B' src='cid:x'>b", "a A & B b"),
    ("<a title='Shop'>x</a>", "x\n\nShop"),
    ("<title>no</title><style>a{}</style>yes<script>no</script><!-- no -->", "yes"),
    ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
    ("a&nbsp; b", "a\xa0 b"),
    ("x<svg><text>no</text></svg>y", "xy"),
]


@pytest.mark.parametrize(("html", "shown"), SHOWN)
def test_what_is_seen(html, shown):
    assert visible(Document(html)).reading.shown == shown


@pytest.mark.parametrize(
    ("html", "word", "sources"),
    [
        ("<p>to <b>jane&#64;sh</b>op.<i>exa&shy;mple</i>", "jane@shop.example", ["jane&#64;sh", "op.", "exa&shy;mple"]),
        ("&copy2x &ampy z", "y", ["y"]),
        ("&copy2x &ampy z", "2x", ["2x"]),
        ("a</i>b<b>c", "abc", ["a", "b", "c"]),
        ("<img alt='&lt;b &gt;'>", "b", ["b"]),
        ("<img alt=b>", "b", ["b"]),
        ("<table>foo<tr><td>bar</table>", "bar", ["bar"]),
        ("<table>foo<tr><td>bar</table>", "foo", ["foo"]),
        ("a\r\n<p>b", "b", ["b"]),
        ("<b><p>x</b>y</p>", "y", ["y"]),
    ],
)
def test_where_it_stands(html, word, sources):
    document = Document(html.replace("\r\n", "\n"))
    seen = visible(document)
    start = seen.reading.text.index(word)
    places = TextPlaces(document)
    pieces = seen.pieces(*seen.reading.span(start, start + len(word)))
    assert [document.text[slice(*span)] for piece in pieces for span in places.spans(piece)] == sources


def shouting(replacement: str | None) -> Rule:
    """A rule against words in capitals of four letters and more."""

    def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
        for match in re.finditer(r"[A-Z]{4,}", reading.text):
            yield rule.of_text(reading.span(*match.span()), f"{match[0]} shouts", replacement)

    rule = Rule("TST001", "shouting", setting="max_breaks", looks=(OnText(lambda _: True, check),))
    return rule


FIXED = [
    ("<p>a LOUD&nbsp;b</p>", "<p>a l&nbsp;b</p>", ["1:6 LOUD shouts"]),
    ("<p>a LO<b>U</b>D b</p>", "<p>a l<b></b> b</p>", ["1:6 LOUD shouts"]),
    ("<p>A&#76;OU&#68;</p>", "<p>l</p>", ["1:4 ALOUD shouts"]),
    ("LOUD</i>ER x", "l</i> x", ["1:1 LOUDER shouts"]),
    ("<img alt='so LOUD, VERY'>", "<img alt='so l, l'>", ["1:14 LOUD shouts", "1:20 VERY shouts"]),
    ("a<br>\r\n<b>LOUD", "a<br>\r\n<b>l", ["2:4 LOUD shouts"]),
    ("<table>LOUD<tr><td>b</table>", "<table>l<tr><td>b</table>", ["1:8 LOUD shouts"]),
    ("<p style='display:none'>LOUD</p>", None, []),
    ("<script>LOUD</script>", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("html", "fixed", "found"), FIXED)
def test_words_are_replaced_where_they_were_written(html, fixed, found):
    engine = Engine(AMAZON, (shouting("l"),), frozenset(("safe",)))
    document = Document(html.replace("\r\n", "\n"))
    planned = engine.plan(document)
    assert [f"{each.place} {each.message}" for each in findings(engine, document, planned.seen, fixing=True)] == found
    assert bool(planned.plan) == (fixed is not None)
    if fixed is not None:
        assert prove(engine, planned, strict=True).text == fixed.replace("\r\n", "\n")


def test_what_only_the_fix_of_another_rule_brings_together_is_seen():
    engine = Engine(AMAZON, (shouting("l"),), frozenset(("safe",)))
    text = "<p>LO<style>x</style>UD</p>"
    assert prove(engine, engine.plan(Document(text)), strict=True).text == "<p>l<style>x</style></p>"


def test_a_plain_text():
    engine = TextEngine(AMAZON, (shouting("l"),), frozenset(("safe",)))
    about = TextContext(AMAZON)
    text = "a LOUD\nb <b> VERY"
    seen = engine.check(text, about)
    assert engine.mended(text, seen, about).text == "a l\nb <b> l"
    assert [each.place for each in engine.findings(text, seen, fixing=True)] == ["1:3", "2:7"]


PARTS = [
    "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<br>", "LO", "UD", "a",
    "&amp;", "&#76;", "&shy;", " ", "\n", "<!--x-->", "<img alt='LOUD'>", "<center>", "</center>", "<pre>",
    "<style>", "</style>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
def test_every_place_is_in_the_source_and_every_fix_is_proven(html):
    document = Document(html)
    seen = visible(document)
    places = TextPlaces(document)
    for match in re.finditer(r"\S", seen.reading.shown):
        for piece in seen.pieces(*match.span()):
            for start, end in places.spans(piece):
                assert 0 <= start < end <= len(html)
    engine = Engine(AMAZON, (shouting("l"),), frozenset(("safe",)))
    planned = engine.plan(Document(html))
    if planned.plan:
        output = prove(engine, planned, strict=False).text
        assert not engine.remaining(Document(output))
        if "<table>" not in html:  # text that a parser moves out of a table may have no place of its own
            assert not re.search("[A-Z]{4,}", visible(Document(output)).reading.text)
