"""Whole messages: what goes in comes out, its HTML clean, every other byte as it was."""

import email
import email.policy
import io
import pickle
from email.message import EmailMessage, Message
from pathlib import Path

import messages as made
import pytest

import sanitizer
from sanitizer import SourceError
from sanitizer.mail.message import Mail

LONG = "<p>" + "word " * 400 + '<i style="color:red">end</i></p>\r\n'
KINDS = ("7bit", "8bit", "quoted-printable", "base64")


def assert_same_elsewhere(before: bytes, after: bytes) -> None:
    """No byte differs but in HTML parts, by their spans in both."""
    one, two = Mail(before, made.LIMITS), Mail(after, made.LIMITS)
    assert [part.label for part in one.parts] == [part.label for part in two.parts]
    cursor = other = 0
    for a, b in zip(one.html, two.html, strict=True):
        assert before[cursor : a.body_start] == after[other : b.body_start]
        cursor, other = a.body_end, b.body_end
    assert before[cursor:] == after[other:]


class TestKinds:
    def test_bytes_in_bytes_out(self) -> None:
        result = sanitizer.sanitize_message(made.plain(made.BAD))
        assert isinstance(result.output, bytes)
        assert result.changed
        assert result.lossless
        assert result.verdict == "send"
        made.assert_clean(result.output)

    @pytest.mark.parametrize("kind", [bytes, EmailMessage, Message])
    def test_without_need_the_same_object(self, kind: type) -> None:
        data = made.plain(made.GOOD)
        source = data if kind is bytes else email.message_from_bytes(data, kind, policy=email.policy.SMTP)
        result = sanitizer.sanitize_message(source)
        assert result.output is source
        assert not result.changed

    @pytest.mark.parametrize("kind", [EmailMessage, Message])
    def test_a_message_object_comes_back_as_one(self, kind: type) -> None:
        source = email.message_from_bytes(made.plain(made.BAD), kind, policy=email.policy.SMTP)
        result = sanitizer.sanitize_message(source)
        assert type(result.output) is kind
        assert result.output.policy is source.policy
        assert "color" not in made.text_of(made.html_parts(result.output.as_bytes())[0])
        assert "color" in made.text_of(made.html_parts(source.as_bytes())[0])

    def test_files_give_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "mail.eml"
        path.write_bytes(made.plain(made.BAD))
        with path.open("rb") as file:
            assert sanitizer.sanitize_message(file).output == sanitizer.sanitize_message(path).output
        assert sanitizer.check_message(path).findings == sanitizer.check_message(path.read_bytes()).findings

    @pytest.mark.parametrize("source", ["text", 7, None, io.StringIO("text")])
    def test_others_are_refused(self, source: object) -> None:
        with pytest.raises(SourceError):
            sanitizer.sanitize_message(source)

    def test_an_object_that_cannot_be_written(self) -> None:
        message = EmailMessage()
        message.set_payload(object())
        with pytest.raises(SourceError, match="cannot be written"):
            sanitizer.sanitize_message(message)

    def test_nothing(self) -> None:
        assert sanitizer.sanitize_message(b"").output == b""

    def test_results_and_errors_can_be_sent_to_another_process(self) -> None:
        result = pickle.loads(pickle.dumps(sanitizer.sanitize_message(made.plain(made.BAD))))
        assert result.report.findings[0].part == "part 2 text/html"


class TestPlaces:
    def test_findings_name_the_part_and_lines_of_its_text(self) -> None:
        data = made.plain("<p>one</p>\r\n" + made.BAD, transfer="base64")
        (finding,) = sanitizer.check_message(data).findings
        assert finding.place == "part 2 text/html:2:11"

    def test_findings_of_headers_name_the_line_of_the_message(self) -> None:
        data = made.plain(made.GOOD, Disposition_Notification_To="shop@shop.example")
        (finding,) = sanitizer.check_message(data).findings
        assert finding.part == "header Disposition-Notification-To"
        assert data.splitlines()[finding.line - 1].startswith(b"Disposition-Notification-To")

    def test_parts_come_in_the_order_of_the_message(self) -> None:
        data = made.nested(made.BAD)
        parts = [finding.part for finding in sanitizer.check_message(data).findings if finding.code[:3] == "STY"]
        assert parts == ["part 1.1.2 text/html", "part 3.1 text/html"]

    def test_what_is_left_is_told_with_its_place(self) -> None:
        data = made.plain('<p><a href="https://shop.example/">Our shop</a></p>')
        with pytest.raises(sanitizer.ViolationError, match="part 2 text/html:1:7 LNK001"):
            sanitizer.sanitize_message(data).report.raise_for("error")


class TestSplice:
    @pytest.mark.parametrize(
        ("transfer", "charset"),
        [("7bit", "us-ascii"), ("7bit", "utf-8")]
        + [(kind, charset) for kind in KINDS[1:] for charset in ("utf-8", "iso-8859-15", "koi8-r", "gb18030")],
    )
    def test_same_transfer_encoding_and_charset(self, transfer: str, charset: str) -> None:
        words = {"koi8-r": "Привет", "gb18030": "你好"}.get(charset, "Grüße") if transfer != "7bit" else "Hello"
        data = made.plain(made.BAD.format(words), transfer=transfer, charset=charset)
        output = made.AMAZON.sanitize(data).output
        (before,), (after,) = made.html_parts(data), made.html_parts(output)
        assert before.items() == after.items()
        assert words in made.text_of(after)
        assert_same_elsewhere(data, output)
        made.assert_clean(output)

    @pytest.mark.parametrize("data", [made.plain(made.BAD), made.nested(made.BAD)], ids=["plain", "nested"])
    @pytest.mark.parametrize("eol", [b"\r\n", b"\n"], ids=["crlf", "lf"])
    def test_every_other_byte_stays(self, data: bytes, eol: bytes) -> None:
        data = data.replace(b"\r\n", eol)
        output = made.AMAZON.sanitize(data).output
        assert_same_elsewhere(data, output)
        made.assert_clean(output)
        assert list(made.others(data)) == list(made.others(output))
        assert (b"\r" in output) == (b"\r" in data)
        assert made.AMAZON.sanitize(output).output is output

    def test_lines_that_no_fix_touches_keep_their_encoding(self) -> None:
        head = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        data = (
            head
            + b"<p>=48ello =\r\n you</p>=20\r\n<p style=3D'color:red'>=48i</p>\r\n=3c!-- --=3e\r\n--x\r\n<p>Bye</p>"
        )
        output = made.AMAZON.sanitize(data).output
        assert output == head + b"<p>=48ello =\r\n you</p>=20\r\n<p>Hi</p>\r\n\r\n--x\r\n<p>Bye</p>"

    def test_line_breaks_that_differ_stay(self) -> None:
        data = made.plain(made.BAD).replace(b"Subject: Your order\r\n", b"Subject: Your order\n")
        assert_same_elsewhere(data, made.AMAZON.sanitize(data).output)

    @pytest.mark.parametrize("transfer", KINDS)
    def test_what_the_charset_has_not_is_written_by_number(self, transfer: str) -> None:
        html = '<p><img src="http://shop.example/a.png" alt="Jane&rsquo;s &#937; \xe9">\xe9</p>\r\n'
        data = made.plain(
            html.replace("\xe9", "e") if transfer == "7bit" else html, transfer=transfer, charset="latin-1"
        )
        output = made.AMAZON.sanitize(data).output
        assert_same_elsewhere(data, output)
        assert "Jane&#8217;s &#937;" in made.text_of(made.html_parts(output)[0])

    @pytest.mark.parametrize("transfer", ["7bit", "8bit"])
    def test_a_line_that_is_too_long_becomes_quoted_printable(self, transfer: str) -> None:
        head = f"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        output = made.AMAZON.sanitize(head.encode() + LONG.encode()).output
        assert b"Content-Transfer-Encoding: quoted-printable\r\n" in output
        assert max(map(len, output.split(b"\r\n"))) <= 78
        assert made.text_of(made.html_parts(output)[0]) == LONG.replace(' style="color:red"', "")

    def test_a_transfer_encoding_is_added_where_none_is(self) -> None:
        data = b"Content-Type: text/html\n\n" + LONG.replace("\r", "").encode()
        output = made.AMAZON.sanitize(data).output
        assert output.startswith(b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n")
        assert max(map(len, output.split(b"\n"))) <= 78

    @pytest.mark.parametrize("transfer", KINDS)
    def test_no_line_becomes_a_delimiter(self, transfer: str) -> None:
        html = "<p>one</p>\r\n<script></script>--b\r\n<script></script>From me\r\n<p>two</p>"
        leaf = Message()
        leaf["Content-Type"] = "text/html"
        leaf["Content-Transfer-Encoding"] = transfer
        encoded = made.plain(html, transfer=transfer).partition(b"html")[2].partition(b"\r\n\r\n")[2]
        body = html.encode() if transfer in ("7bit", "8bit") else encoded.partition(b"\r\n--")[0]
        data = (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
            b"Content-Transfer-Encoding: " + transfer.encode() + b"\r\n\r\n" + body + b"\r\n--b--\r\n"
        )
        output = made.AMAZON.sanitize(data).output
        assert len(made.html_parts(output)) == 1
        assert "--b" in made.text_of(made.html_parts(output)[0])
        assert b"\nFrom me" not in output

    def test_a_header_is_taken_away(self) -> None:
        data = made.plain(made.GOOD, Disposition_Notification_To="shop@shop.example")
        output = made.AMAZON.sanitize(data).output
        assert output == data.replace(b"Disposition-Notification-To: shop@shop.example\r\n", b"")

    def test_what_is_attached_as_html_is_clean_too(self) -> None:
        data = made.plain(made.BAD).replace(
            b'Content-Type: text/html; charset="utf-8"', b"Content-Type: text/html\r\nContent-Disposition: attachment"
        )
        made.assert_clean(made.AMAZON.sanitize(data).output)

    def test_a_lying_charset_keeps_its_bytes(self) -> None:
        data = made.plain(made.BAD.format("Grüße"), transfer="8bit").replace(b"utf-8", b"us-ascii")
        output = made.AMAZON.sanitize(data).output
        assert output == data.replace(b' style="color:red"', b"")
