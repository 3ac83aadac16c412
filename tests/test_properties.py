"""What holds for every input, tried on HTML made of a mail's vocabulary and of junk."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bs4
import lxml.html
import pytest
import tinycss2
import turbohtml
from hypothesis import example, given
from hypothesis import strategies as st
from judge import newlines

from sanitizer import Sanitizer, SanitizerError, check, sanitize
from sanitizer.html.css import parse_style
from sanitizer.html.sheets import unknown_at_rules
from sanitizer.html.source import read

TAGS = (
    "p div span b i u font center table tbody tr td th ul ol li a img br hr h1 h3 strong em style script form input"
    " button select option textarea title head body html svg math iframe noscript xmp template meta link base blink"
    " marquee label object pre plaintext nobr caption col image x-y o:p"
).split()
INLINE = "p div span b i u font center blockquote strong em blink label section x-y".split()
ATTRIBUTES = (
    'style="color:red"',
    "style='position:absolute; font-weight:bold'",
    "style=color:red",
    'STYLE="Margin:0 ;;"',
    'style="&#99;olor:red;top:0"',
    "style=\"font-family:'A;B';x\"",
    'style="color:red;/* ; */"',
    'style="}"',
    "style",
    'style="color:red"style="top:0"',
    "style='background:url(http://shop.example/x.png)'",
    "onclick=x",
    'ONCLICK = "a()"',
    "id=x",
    'class="a  b"',
    'href="javascript:x"',
    "href=https://shop.example/",
    'href="https://www.amazon.com/"',
    'href="&#106;avascript:x"',
    "src=http://shop.example/a.gif",
    'src="cid:logo"',
    "align=center",
    "bgcolor=red",
    "hidden",
    'width="1" height="1"',
    'alt=""',
    "color=red size=5",
    "contenteditable",
    "data-x='1>2'",
    "/",
    '"',
    "=",
    "<",
    "a=b/",
    "http-equiv=refresh",
    "charset=utf-8",
    "name=q",
    "title='&quot;&amp;'",
    'title="\u00e9\U00020bb7"',
    "x=\0",
)
TEXTS = (
    "Hello",
    "your order",
    "&amp;",
    "&",
    "&nbsp;",
    "&lt;b&gt;",
    "&notit;",
    "<",
    ">",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\0",
    "\u00e9",
    "\U00020bb7",
    "\ufeff",
    "<!-- c -->",
    "<!--[if mso]><b>x</b><![endif]-->",
    "<![if x]>",
    "<![endif]>",
    "<!--",
    "-->",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "</>",
    "</ p>",
    "<!doctype html>",
    "{{ name }}",
    "<%= a > b %>",
    "www.amazon.com",
)

tags = st.sampled_from(TAGS)
spaces = st.sampled_from((" ", " ", "\n", "/", "", "\r\n", "  "))
start_tags = st.builds(
    lambda tag, attributes, end: f"<{tag}{''.join(space + attribute for space, attribute in attributes)}{end}",
    st.one_of(tags, tags.map(str.upper)),
    st.lists(st.tuples(spaces, st.sampled_from(ATTRIBUTES)), max_size=3),
    st.sampled_from((">", ">", ">", "/>", " >", "")),
)
end_tags = tags.map("</{}>".format)
junk = st.text(st.sampled_from("<>/='\"&;!-[]?abp \n\r\0\u00e9\U00020bb7"), max_size=12)
pieces = st.one_of(start_tags, end_tags, st.sampled_from(TEXTS), junk)
html = st.lists(pieces, max_size=14).map("".join)


TAG = re.compile(r"<[^>]*>")


def _name(attribute: str) -> str:
    return attribute.partition("=")[0].strip().lower()


@st.composite
def nested(draw: st.DrawFn, depth: int = 4) -> str:
    """Well-formed mail: every element is closed where it should be."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        if depth and draw(st.booleans()):
            tag = draw(st.sampled_from(INLINE))
            attributes = "".join(
                f" {each}"
                for each in draw(
                    st.lists(st.sampled_from(ATTRIBUTES[:3] + ATTRIBUTES[11:20]), max_size=2, unique_by=_name)
                )
            )
            parts.append(f"<{tag}{attributes}>{draw(nested(depth - 1))}</{tag}>")
        else:
            parts.append(draw(st.sampled_from(("Hello", "order &amp; more", "<br>", " ", "caf\u00e9", "a &lt; b"))))
    return "".join(parts)


policies = st.sampled_from(("amazon", "email"))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", turbohtml.parse(text).text))


@given(html, policies)
@example("<select><td onclick=x>a</td></select>", "amazon")
@example("<p style=a/>", "amazon")
@example("<noscript><p>x</p></noscript>", "amazon")
@example("\0<p o\0nclick=x>", "amazon")
@example("<table><blink><tr><td>x</blink>", "email")
@example("<div onclick=x\r\n\r\nid=y>\r\nz", "amazon")
def test_settled_after_one_run(text: str, policy: str) -> None:
    result = sanitize(text, policy)
    if result.changed:
        assert result.output != text
    else:
        assert result.output is text
    again = sanitize(result.output, policy)
    assert again.output == result.output
    assert not again.changed
    assert not [finding for finding in check(result.output, policy).findings if finding.fixable]
    assert {finding.fixed for finding in result.report.findings if finding.fixable} <= {True}


@given(st.one_of(html, st.text(max_size=60), st.binary(max_size=80)), policies)
def test_never_raises_but_its_own_errors(source: str | bytes, policy: str) -> None:
    try:
        result = sanitize(source, policy, verify="strict", unsafe_fixes=True)
    except SanitizerError:
        return
    assert type(result.output) is type(source)
    result.report.to_json()


@given(nested(), policies)
def test_well_formed_markup_loses_no_word_and_nothing_else_is_touched(text: str, policy: str) -> None:
    result = sanitize(text, policy)
    assert words(result.output) == words(text)
    assert result.lossless
    assert TAG.sub("", result.output) == TAG.sub("", text), "what is between the tags comes back as it was written"


@given(html, policies)
def test_only_the_spans_of_findings_change(text: str, policy: str) -> None:
    """In a lossless output every line of the source that no finding touches is there, in order."""
    result = sanitize(text, policy)
    if not result.lossless or not result.changed:
        return
    touched: set[int] = set()
    for finding in result.report.findings:
        touched.update(range(finding.line, finding.end_line + 1))
    if any(
        finding.code in {"SEC001", "SEC002", "SEC003", "SEC007"} or "<" in finding.before
        for finding in result.report.findings
    ):
        return
    cursor = 0
    for number, line in enumerate(newlines(text).split("\n"), 1):
        if number in touched:
            continue
        found = newlines(result.output).find(line, cursor)
        assert found >= 0, f"line {number} {line!r} is not in the output"
        cursor = found + len(line)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("Hello", "<b>x</b>", "<p onclick=x>y</p>", "caf\u00e9")),
            st.sampled_from(("\n", "\r\n", "\r")),
        ),
        max_size=8,
    )
)
def test_line_breaks_stay_as_the_author_wrote_them(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    result = sanitize(text)
    assert result.output == text.replace(" onclick=x", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides(encoding: str) -> None:
    text = '<p onclick="x()">Gr\u00fc\u00dfe \u65e5\u672c \U00020bb7</p>\r\n'
    result = sanitize(text.encode(encoding))
    assert result.output == text.replace(' onclick="x()"', "").encode(encoding)
    assert result.lossless


@pytest.mark.parametrize(
    ("encoding", "words_"),
    [
        ("shift_jis", "\u65e5\u672c\u8a9e\u30c6\u30b9\u30c8"),
        ("iso-8859-2", "\u017elu\u0165ou\u010dk\u00fd"),
        ("windows-1251", "\u0437\u0430\u043a\u0430\u0437"),
        ("euc-kr", "\uc8fc\ubb38"),
        ("gb18030", "\u8ba2\u5355"),
        ("koi8-r", "\u0437\u0430\u043a\u0430\u0437"),
    ],
)
def test_declared_encoding_comes_back(encoding: str, words_: str) -> None:
    text = f'<html><head><meta charset="{encoding}"></head><body><p onclick=x>{words_}</p></body></html>'
    result = sanitize(text.encode(encoding))
    assert result.output == text.replace(" onclick=x", "").encode(encoding)
    assert result.lossless


def test_mixed_encodings_are_mended_and_said() -> None:
    given_ = "<p onclick=x>caf\u00e9</p>".encode() + "<p>\u201cquoted\u201d</p>".encode("windows-1252")
    result = sanitize(given_)
    assert result.output.decode() == "<p>caf\u00e9</p><p>\u201cquoted\u201d</p>"
    assert not result.lossless
    assert "UTF-8" in result.note


def test_clean_bytes_of_any_encoding_are_the_same_object() -> None:
    for given_ in (b"<p>caf\xe9</p>", b"<p>\x93x\x94 caf\xc3\xa9</p>", "<p>x</p>".encode("utf-16"), b"\xff", b""):
        assert sanitize(given_).output is given_


@given(st.binary(max_size=60))
def test_clean_parts_of_any_bytes_survive(data: bytes) -> None:
    text = data.replace(b"<", b"").replace(b"&", b"").replace(b"\r", b"").replace(b"\0", b"")
    try:
        output = sanitize(text).output
    except SanitizerError:
        return
    assert output is text


@given(nested())
def test_kind_in_is_kind_out(text: str) -> None:
    soup = bs4.BeautifulSoup(text, "html.parser")
    assert isinstance(sanitize(soup).output, bs4.BeautifulSoup)
    tree = lxml.html.document_fromstring(f"<html><body>{text}</body></html>")
    output = sanitize(tree).output
    assert isinstance(output, lxml.html.HtmlElement)
    assert output.tag == "html"
    assert isinstance(sanitize(tree.getroottree()).output, type(tree.getroottree()))
    assert isinstance(sanitize(text.encode()).output, bytes)


NAMES = ("color", "margin", "font-family", "COLOR", "mso-line-height-rule", "-webkit-hyphens", "background-image")
VALUES = (
    "red", "0 auto", "'A;B', serif", '"x"', "rgb(1, 2, 3)", "url(a;b.png)", "url( 'a;b' )", "calc(1px + (2px * 3))",
    "1px!important", "1px ! IMPORTANT", "a /* ; */ b", "\\41 b", "#FFF", "12.5%", "", "a[b;c]", "a:b", "-1px", "+.5em",
)  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from((":", " : ", ":\n")),
            st.sampled_from(VALUES),
            st.sampled_from((";", " ; ", ";;")),
        ),
        max_size=5,
    )
)
def test_declarations_are_those_of_a_css_parser(parts: list[tuple[str, str, str, str]]) -> None:
    """tinycss2 is the oracle for what is sound."""
    text = "".join("".join(part) for part in parts)
    theirs = [
        (node.lower_name, re.sub(r"\s+", "", _written(node.value)), node.important)
        for node in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)
        if node.type == "declaration"
    ]
    ours = [
        (each.name, re.sub(r"\s+", "", _written(tinycss2.parse_component_value_list(each.value))), each.important)
        for each in parse_style(text)
        if each.sound
    ]
    assert [(name, important) for name, _, important in ours] == [(name, important) for name, _, important in theirs]
    for (_, mine, _), (_, other, _) in zip(ours, theirs, strict=True):
        assert mine == other
    assert all(text[each.start : each.end].strip() == text[each.start : each.end] for each in parse_style(text))


def _written(nodes: list[object]) -> str:
    return tinycss2.serialize([node for node in nodes if getattr(node, "type", "") != "comment"])


@given(st.text(st.sampled_from("ab:;'\"()[]{}\\/*!u rl@<\n-1"), max_size=30))
def test_any_style_is_split_in_order_and_within_its_text(text: str) -> None:
    cursor = 0
    for declaration in parse_style(text):
        assert cursor <= declaration.start < declaration.end <= len(text)
        cursor = declaration.end


SHEET = (
    "p", "a", "{", "}", "[", "]", "(", ")", ";", ":", ",", "@x", "@media", "@\\69mport", "@", "@@", "\\", "'", '"',
    "/*", "*/", "url(", "url( 'a' )", "curl(", "\\75rl(", "-->",
    "\n", "\f", " ", "red", "\\@y", "é", "-", "@-a-b", "@é",
)  # fmt: skip


@given(st.lists(st.sampled_from(SHEET), max_size=14).map(lambda pieces: "".join((*pieces, "\n"))))
@example("*[{}@import'test.css?]{color: green;}")
@example("@x[;]{;}a")
@example("a{b:@x c{d}e;f}@y")
def test_at_rules_are_those_of_a_css_parser(sheet: str) -> None:
    """tinycss2 is the oracle for what is an at-keyword, and a removed at-rule is gone."""
    seen = list(unknown_at_rules(sheet, ("media",)))
    theirs = list(_at_keywords(tinycss2.parse_component_value_list(sheet)))
    assert {name for name, _, _ in seen} <= set(theirs)
    assert bool(seen) == bool([name for name in theirs if name != "media"])
    cursor = 0
    for _, start, end in seen:
        assert cursor <= start < end <= len(sheet)
        assert sheet[start] == "@"
        cursor = end


def _at_keywords(nodes: list[Any]) -> Iterator[str]:
    """The names of at-keywords in order, at any depth."""
    for node in nodes:
        if node.type == "at-keyword":
            yield node.lower_value
        yield from _at_keywords(getattr(node, "content", None) or getattr(node, "arguments", None) or [])


@given(st.text(st.sampled_from("a\r\n\u00e9\U00020bb7"), max_size=20), st.data())
def test_spans_address_the_text_with_single_line_breaks(raw: str, data: st.DataObject) -> None:
    source = read(raw)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    output = source.with_spans([(start, end, "X")])
    assert newlines(output) == source.text[:start] + "X" + source.text[end:]


def test_one_sanitizer_serves_many_threads() -> None:
    sanitizer = Sanitizer()
    documents = [
        f'<div class="c{n}"><p style="color:#{n:06x};margin:{n % 9}px" onclick=x>{n} <x{n % 50}>y</x{n % 50}></p></div>'
        for n in range(400)
    ]
    alone = [Sanitizer().sanitize(document).output for document in documents]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert [result.output for result in pool.map(sanitizer.sanitize, documents)] == alone
