"""The text part that goes with the HTML: made of what a reader sees, added or written anew."""

import email

import messages as made
import pytest

from sanitizer import MessageSanitizer, Policy
from sanitizer.html.readable import readable, without_tags

ADD, REGENERATE = (MessageSanitizer(Policy.load("amazon").changed(text_part=mode)) for mode in ("add", "regenerate"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello</p><p>Bye</p>", "Hello\n\nBye\n"),
        ("one<br>two<div>three</div>four", "one\ntwo\nthree\nfour\n"),
        ("<p>a  b\n c</p>", "a b c\n"),
        ('<a href="https://a.example/">here</a>', "here (https://a.example/)\n"),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/\n"),
        ('<a href="#top">up</a> <a href="mailto:a@b.example">write</a>', "up write\n"),
        ('<a href="https://a.example/"><img src="x.png"></a>', "https://a.example/\n"),
        ('<img src="x.png" alt="The box"> arrives', "The box arrives\n"),
        ("<ul><li>one<li><b>two</b></ul>after", "- one\n- two\n\nafter\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc\n"),
        ("<ol start=3><li>a<li>b<ul><li>c<li>d</ul><li value=9>e</ol>x", "3. a\n4. b\n   - c\n   - d\n9. e\n\nx\n"),
        ("<ul><li><p>a</p><p>b</p></li><li></li><li>c</ul>", "- a\n\n  b\n\n- c\n"),
        ("<table><tr><td><td>a<td> <td>b<tr><td><p>c</p><td>d</table>", "a | b\n\nc\n\nd\n"),
        ("<blockquote><p>one</p><p>two</p></blockquote>after", "> one\n\n> two\n\nafter\n"),
        ("<h1>Title</h1>text<pre>a\n  b</pre><hr>z", "Title\n\ntext\n\na\n  b\n\n---\nz\n"),
        ("one<br><br><br>two<br>three", "one\n\ntwo\nthree\n"),
        ('<a href="https://a.example/">https://a.example</a>', "https://a.example\n"),
        ("<title>x</title><style>p{}</style><script>y</script>", "\n"),
        ('<p style="display:none">hidden</p><p>shown &amp; told</p>', "shown & told\n"),
        ("<a href='https://a.example/'><p>one</p><p>two</p></a>", "one\n\ntwo\n\nhttps://a.example/\n"),
        ("", "\n"),
    ],
)
def test_readable(html: str, text: str) -> None:
    assert readable(html) == text


def test_readable_takes_deep_and_wide_input() -> None:
    assert readable("<div>" * 5000 + "x" + "</div>" * 5000) == "x\n"
    assert readable("<a href=https://a.example/>x" * 20000).count("https") == 20000
    assert readable("<table><tr>" + "<td>x" * 20000).count(" | ") == 19999
    assert readable("<ol><li>" * 300 + "x").endswith("x\n")
    assert without_tags("<a" * 200_000) == "\u2039a" * 200_000


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1 < 2 > 0, a<3", "1 < 2 > 0, a<3"),
        ("a <b>c</b> <!-- d --> <?e?>", "a \u2039b\u203ac\u2039/b\u203a \u2039!-- d --\u203a \u2039?e?\u203a"),
        ("<jane@shop.example> <a", "\u2039jane@shop.example\u203a \u2039a"),
        ("<a<b>", "\u2039a\u2039b\u203a"),
    ],
)
def test_without_tags(text: str, plain: str) -> None:
    assert without_tags(text) == plain


def alternatives(data: bytes) -> list[tuple[str, str]]:
    return [(part.get_content_type(), made.text_of(part)) for part in email.message_from_bytes(data).walk()
            if not part.is_multipart()]  # fmt: skip


@pytest.mark.parametrize("eol", ["\r\n", "\n"])
@pytest.mark.parametrize("html", [made.BAD, made.GOOD, "<p>Grüße: --x</p>\r\n", "<p>--x</p>"])
def test_a_text_part_is_added(html: str, eol: str) -> None:
    head = "Subject: x\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <a>\r\nX-Last: y\r\n\r\n"
    data = (head + html).replace("\r\n", eol).encode()
    result = ADD.sanitize(data)
    message = email.message_from_bytes(result.output)
    assert message.get_content_type() == "multipart/alternative"
    assert message["Subject"] == "x"
    assert message["X-Last"] == "y"
    assert message["MIME-Version"] == "1.0"
    (first, text), (second, again) = alternatives(result.output)
    assert (first, second) == ("text/plain", "text/html")
    assert text.split() == readable(again).split()
    assert "text part was added" in result.note
    assert ADD.sanitize(result.output).output is result.output
    made_clean = [finding for finding in MessageSanitizer().check(result.output).findings if finding.fixable]
    assert made_clean == []


def test_added_within_what_is_related_and_not_in_a_message_within() -> None:
    inner = made.nested(made.BAD).replace(b"text/plain", b"text/enriched")
    output = ADD.sanitize(inner).output
    types = [part.get_content_type() for part in email.message_from_bytes(output).walk()]
    assert types.count("text/plain") == 1
    assert types[2:5] == ["multipart/alternative", "text/enriched", "multipart/alternative"]


def test_a_text_part_is_written_anew() -> None:
    data = made.plain('<p style="color:red">Grüße aus <a href="https://www.amazon.com/gp/x">Köln</a></p>')
    result = REGENERATE.sanitize(data)
    (_, text), _ = alternatives(result.output)
    assert text.split() == ["Grüße", "aus", "Köln", "(https://www.amazon.com/gp/x)"]
    assert REGENERATE.sanitize(result.output).output is result.output


def test_kept_unless_asked_for() -> None:
    data = made.plain(made.GOOD)
    assert ADD.sanitize(data).output is data
    assert MessageSanitizer().sanitize(b"Content-Type: text/html\n\n<p>Hello</p>").changed is False


def test_what_is_sealed_gets_none() -> None:
    data = b"DKIM-Signature: v=1\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>"
    assert ADD.sanitize(data).output is data
