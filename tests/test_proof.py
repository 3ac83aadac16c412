"""How an output is written when spans alone do not do: ever less of the author's own writing, always proven."""

import pytest

from sanitizer import sanitize
from sanitizer.html import second
from sanitizer.html.dom import Document


def test_spans_keep_every_other_character() -> None:
    result = sanitize("<DIV  Class='a'>\t<p onclick=x>b &amp c</P></div>\n")
    assert result.output == "<DIV  Class='a'>\t<p>b &amp c</P></div>\n"
    assert result.lossless
    assert result.note == ""


def test_a_row_that_goes_takes_only_itself_along() -> None:
    empty = '<tr><td height="90"></td></tr>'
    result = sanitize(f"<p>a</p><table>\n {empty}\n <tr><td>b</td></tr>\n</table>")
    assert result.output == "<p>a</p><table>\n \n <tr><td>b</td></tr>\n</table>"
    assert result.lossless


@pytest.mark.parametrize(
    "text",
    [
        '<table><tr><td><script>x</script></table><p><b onclick="x">y<p>z</b>',
        "<p>a<object>b<p>c",
        "<b><p onclick=x>a</b>b</p>",
        "<table><blink><tr><td>a</blink></td></tr></table>",
        "<a href=x><div><form><a href=y>b</a></form></div></a>",
        "<table><td ><center><a href=></div> </table>",
        '<div style="display:<;width:1">f',
        '<dt style="width:3;float:{">x',
        "a</br&lt;x>b",
    ],
)
def test_misnested_markup_is_proven(text: str) -> None:
    result = sanitize(text, verify="strict")
    assert second.difference(Document(result.output)) is None
    assert sanitize(result.output).output == result.output
    if not result.lossless:
        assert result.note


@pytest.mark.parametrize(
    "text",
    [
        '<table><tr><td style="border:500px solid"><img src="https://m.media-amazon.com/a.png" width=400></table>',
        '<img src="https://m.media-amazon.com/a.png" alt="a" width=100 style="border:500px solid !important">',
        '<img src="https://m.media-amazon.com/a.png" alt="a" width=100 border=999 style="min-width:700px">',
        '<table border=400><tr><td><p style="border-left:400px solid">a</p><td><ul style="border:9em solid"><li>b</ul>',
    ],
)
def test_what_leaves_no_room_for_anything_is_proven(text: str) -> None:
    output = sanitize(text).output
    assert sanitize(output).output == output


@pytest.mark.parametrize("text", ["<tr>", "<p>a<td onclick=x>b", "a<frame src=x>"])
def test_strict_asks_a_second_parser_of_what_no_rule_minds(text: str) -> None:
    assert second.difference(Document(sanitize(text, verify="strict").output)) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [("<p class='a  b'>x</p>", None), ("<title/><b>x</b>", "only libxml2 sees <b>"), ("<p>a", None), ("", None)],
)
def test_second_opinion(text: str, says: str | None) -> None:
    assert second.difference(Document(text)) == says
