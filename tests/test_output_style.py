"""Output styles: laid out anew, proven, settled after one run, and never where white space shows."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, example, given
from hypothesis import strategies as st
from test_properties import html, nested

from sanitizer import ConfigError, Sanitizer, check, pipeline, sanitize
from sanitizer.adapters.cli import main
from sanitizer.config import Config
from sanitizer.html.dom import Document
from sanitizer.html.equivalence import same_display
from sanitizer.html.formatting import compact, formatted, pretty
from sanitizer.html.whitespace import compact_style

styles = st.sampled_from(("pretty", "compact"))

NEWSLETTER = """<!doctype html>
<html><head><title>Order  7</title>
</head><body>
<!-- greeting -->
<table  width="600"
  role="presentation"><tr><td>
   <img src="a.png" alt=""> <img src="b.png" alt="">
   </td><td><p>Dear   <b>Jane</b>,<br>
   hello</p><ul><li>one</li><li>two</li></ul></td></tr></table>
<pre>
 a  b
</pre></body></html>
"""


def test_pretty() -> None:
    assert (
        pretty(Document(NEWSLETTER))
        == """<!doctype html>
<html>
  <head>
    <title>Order  7</title>
  </head>
  <body>
    <!-- greeting -->
    <table  width="600"
  role="presentation">
      <tr>
        <td><img src="a.png" alt=""> <img src="b.png" alt=""></td>
        <td>
          <p>Dear <b>Jane</b>,<br> hello</p>
          <ul>
            <li>one</li>
            <li>two</li>
          </ul>
        </td>
      </tr>
    </table>
    <pre>
 a  b
</pre>
  </body>
</html>
"""
    )


def test_compact() -> None:
    assert compact(Document(NEWSLETTER)) == (
        '<!doctype html><html><head><title>Order  7</title></head><body><!-- greeting --><table width="600"'
        ' role="presentation"><tr><td><img src="a.png" alt=""> <img src="b.png" alt=""></td><td><p>Dear <b>Jane</b>,'
        "<br> hello</p><ul><li>one</li><li>two</li></ul></td></tr></table><pre>\n a  b\n</pre></body></html>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hello <b>you</b> there",
        '<div style="display:inline-block">a</div> <div style="display:inline-block">b</div>',
        '<style>.c{display:inline-block}</style><div class="c">a</div> <div class="c">b</div>',
        "<style>@media print{/* } */ p:hover > b, div{float:left}}</style><div>a</div> b",
        '<table align="left"><tr><td>a</td></tr></table> b',
        "<p>a</p>b <!--[if mso]>c<![endif]--> d",
        "<div><span>a</span> <i>b</i></div>",
    ],
)
def test_white_space_that_shows_is_neither_lost_nor_made(text: str) -> None:
    for each in (text, text.replace("> <", "><")):
        assert compact(Document(each)) == each
        assert compact(Document(pretty(Document(each)))) == each


@pytest.mark.parametrize(
    "text",
    [
        "<pre>\n\n a  b </pre>",
        '<p style="white-space:pre-wrap"> a  b </p>',
        "<style>body{color:red}.x{white-space:pre}</style><p class=x> a  b </p>",
        "<style>@import 'x.css';</style><p>  a </p>",
        '<link rel="stylesheet" href="x.css"><p>  a </p>',
        "<style>td:empty{display:none}</style><p>  a </p>",
        "<select><option> a  b </option></select>",
        "\u65e5\n\u672c",
    ],
)
def test_left_as_it_is(text: str) -> None:
    assert compact(Document(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" color : red ;  margin: 0  auto; ", "color:red;margin:0 auto;"),
        ("font-family: 'A  B'", "font-family: 'A  B'"),
        ("width: calc(1px + 2px)", "width: calc(1px + 2px)"),
        ("", ""),
    ],
)
def test_style_attribute_loses_only_white_space_that_means_nothing(text: str, expected: str) -> None:
    assert compact_style(text) == expected


def test_style_attributes_stay_where_a_sheet_reads_them() -> None:
    text = '<style>p[style*="margin: 0"]{color:red}</style><p style="margin: 0">a</p>'
    assert compact(Document(text)) == text


@given(st.one_of(html, nested()), styles)
@example("<b><p>x</b> y</p>", "pretty")
@example("<table> x <tr><td>a</td></tr></table>", "compact")
def test_the_tree_is_the_same_and_a_second_run_changes_nothing(text: str, style: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for policy in ("amazon", "email"):
        sanitizer = Sanitizer(policy, output_style=style)
        result = sanitizer.sanitize(text)
        preserved = sanitize(text, policy)
        assume(not sanitize(preserved.output, policy).changed)
        assert same_display(Document(preserved.output), Document(result.output))
        assert not [finding for finding in check(result.output, policy).findings if finding.fixable]
        assert result.output is text or result.changed
        again = sanitizer.sanitize(result.output)
        assert again.output is result.output
        if result.output != preserved.output:
            assert not result.lossless
            assert style in result.note


@given(nested(), styles)
def test_well_formed_markup_is_always_laid_out(text: str, style: str) -> None:
    document = Document(text.replace("<p", "<div").replace("</p", "</div"))  # no element here ends where another begins
    again = Document(formatted(document, style))
    assert same_display(document, again)
    assert "".join(again.tree.text.split()) == "".join(document.tree.text.split())
    assert again.is_fragment == document.is_fragment


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("a <b>b</b>", "a<b>b</b>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<p>a</p>", "<div>a</div>"),
        ("<p>a</p>", "<p class=x>a</p>"),
        ("<p style='color:red'>a</p>", "<p style='color:re d'>a</p>"),
        ("<p>a<!-- c --></p>", "<p>a</p>"),
        ("<!doctype html><p>a</p>", "<p>a</p>"),
        ('<i>a</i><div style="display:inline">b</div>', '<i>a</i> <div style="display:inline">b</div>'),
        ("<p>a</p><p>b</p>", "<p>a<p>b</p></p>"),
    ],
)
def test_the_proof_tells_other_displays_apart(left: str, right: str) -> None:
    assert not same_display(Document(left), Document(right))
    assert same_display(Document(left), Document(left))


def test_what_is_not_proven_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "<p>Hello<b>you</b></p>"
    sanitizer = Sanitizer(output_style="pretty")
    monkeypatch.setattr(pipeline, "formatted", lambda *_: "<p>Hello <b>you</b></p>")
    result = sanitizer.sanitize(source)
    assert result.output is source
    assert result.lossless
    assert not result.changed
    assert result.note == "not laid out as pretty: it would not show the same"
    monkeypatch.setattr(pipeline, "same_display", lambda *_: True)
    assert sanitizer.sanitize(source).output == "<p>Hello <b>you</b></p>"
    monkeypatch.setattr(pipeline, "formatted", lambda *_: '<p style="color:red">Hello</p>')
    assert sanitizer.sanitize(source).note.startswith("not laid out as pretty: STY002")


def test_result() -> None:
    source = "<div><p onclick=x>a</p></div>"
    assert sanitize(source, output_style="pretty").output == "<div>\n  <p>a</p>\n</div>"
    kept = sanitize(source)
    assert kept.lossless
    assert sanitize(b"<div>\r\n\r\n<p>a</p></div>", output_style="pretty").output == b"<div>\r\n  <p>a</p>\r\n</div>"
    clean = "<div>\n  <p>a</p>\n</div>"
    again = sanitize(clean, output_style="pretty")
    assert again.output is clean
    assert again.lossless
    assert not again.note
    with pytest.raises(ConfigError, match="no output style is called 'tidy'"):
        Sanitizer(output_style="tidy")  # type: ignore[arg-type]


def test_time_grows_with_the_length_and_no_faster() -> None:
    """Deep, wide and full of comments, styles and open tags: each ends, and is the same again."""
    for piece in ("<div> ", "<p> a", "<!-- c --> ", "<b> ", "<table><tr> <td>", "x  y ", '<i style="display:none"> '):
        document = Document(piece * 3000)
        for style in ("pretty", "compact"):
            assert same_display(document, Document(formatted(document, style)))


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mail = tmp_path / "mail.html"
    mail.write_text("<div> <p>a</p></div>\n", encoding="utf-8")
    run = CliRunner().invoke(main, ["fix", "--stdout", "--output-style", "compact", "mail.html"])
    assert run.stdout == "<div><p>a</p></div>"
    assert "white space was laid out anew: compact" in run.stderr


def test_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mail = tmp_path / "mail.html"
    mail.write_text("<div> <p>a</p></div>\n", encoding="utf-8")
    (tmp_path / "sanitizer.toml").write_text('output_style = "pretty"\n', encoding="utf-8")
    run = CliRunner().invoke(main, ["fix", "--stdout", "--output-style", "preserve", "mail.html"])
    assert run.stdout == "<div> <p>a</p></div>\n"
    assert CliRunner().invoke(main, ["fix", "mail.html"]).exit_code == 0
    assert mail.read_text(encoding="utf-8") == "<div>\n  <p>a</p>\n</div>\n"
    other = tmp_path / "other" / "sanitizer.toml"
    other.parent.mkdir()
    other.write_text('output_style = "tidy"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="`output_style` must be one of preserve, pretty, compact, not 'tidy'"):
        Config.load(other)
