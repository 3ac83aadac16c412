"""Whole messages: what goes in comes out, its HTML clean, every other byte as it was."""

import email
import email.policy
import io
import pickle
import random
import tracemalloc
from email.message import EmailMessage, Message
from pathlib import Path

import messages as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanitizer
from sanitizer import LimitError, MessageSanitizer, Policy, RefusedError, SourceError
from sanitizer.mail.message import Mail
from sanitizer.mail.structure import Limits

AMAZON = MessageSanitizer("amazon")
LIMITS = Limits(1000, 32, 1 << 18, 8192)
LONG = "<p>" + "word " * 400 + '<i style="color:red">end</i></p>\r\n'
SIGNED = (
    b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    b"<p style='color:red'>Hello</p>\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
)
KINDS = ("7bit", "8bit", "quoted-printable", "base64")


def changed(**settings: object) -> MessageSanitizer:
    return MessageSanitizer(Policy.load("amazon").changed(**settings))


def assert_same_elsewhere(before: bytes, after: bytes) -> None:
    """No byte differs but in HTML parts, by their spans in both."""
    one, two = Mail(before, LIMITS), Mail(after, LIMITS)
    assert [part.label for part in one.parts] == [part.label for part in two.parts]
    cursor = other = 0
    for a, b in zip(one.html, two.html, strict=True):
        assert before[cursor : a.body_start] == after[other : b.body_start]
        cursor, other = a.body_end, b.body_end
    assert before[cursor:] == after[other:]


def assert_less_at_most(before: bytes, after: bytes) -> None:
    """No byte differs but in HTML parts, mended text, and for fields that are gone or tell how a part is encoded."""
    one, two = Mail(before, LIMITS), Mail(after, LIMITS)
    assert [part.label for part in one.parts] == [part.label for part in two.parts]
    for a, b in zip(one.parts, two.parts, strict=True):
        left = iter([before[field.start : field.end] for field in a.fields])
        fields = [after[field.start : field.end] for field in b.fields if field.key != "content-transfer-encoding"]
        assert all(field in left for field in fields), "a field is new, or stands elsewhere"
        if a.type == "text/plain" and (words := two.text(b).text) != one.text(a).text:
            assert words == AMAZON.html.sanitize(one.text(a).text, kind="text").output
        elif a.is_leaf and a.type != "text/html":
            assert before[a.body_start : a.body_end] == after[b.body_start : b.body_end]


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
        output = AMAZON.sanitize(data).output
        (before,), (after,) = made.html_parts(data), made.html_parts(output)
        assert before.items() == after.items()
        assert words in made.text_of(after)
        assert_same_elsewhere(data, output)
        made.assert_clean(output)

    @pytest.mark.parametrize("data", [made.plain(made.BAD), made.nested(made.BAD)], ids=["plain", "nested"])
    @pytest.mark.parametrize("eol", [b"\r\n", b"\n"], ids=["crlf", "lf"])
    def test_every_other_byte_stays(self, data: bytes, eol: bytes) -> None:
        data = data.replace(b"\r\n", eol)
        output = AMAZON.sanitize(data).output
        assert_same_elsewhere(data, output)
        made.assert_clean(output)
        assert list(made.others(data)) == list(made.others(output))
        assert (b"\r" in output) == (b"\r" in data)
        assert AMAZON.sanitize(output).output is output

    def test_lines_that_no_fix_touches_keep_their_encoding(self) -> None:
        head = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        data = (
            head
            + b"<p>=48ello =\r\n you</p>=20\r\n<p style=3D'color:red'>=48i</p>\r\n=3c!-- --=3e\r\n--x\r\n<p>Bye</p>"
        )
        output = AMAZON.sanitize(data).output
        assert output == head + b"<p>=48ello =\r\n you</p>=20\r\n<p>Hi</p>\r\n\r\n--x\r\n<p>Bye</p>"

    def test_line_breaks_that_differ_stay(self) -> None:
        data = made.plain(made.BAD).replace(b"Subject: Your order\r\n", b"Subject: Your order\n")
        assert_same_elsewhere(data, AMAZON.sanitize(data).output)

    @pytest.mark.parametrize("transfer", KINDS)
    def test_what_the_charset_has_not_is_written_by_number(self, transfer: str) -> None:
        html = '<p><img src="http://shop.example/a.png" alt="Jane&rsquo;s &#937; \xe9">\xe9</p>\r\n'
        data = made.plain(
            html.replace("\xe9", "e") if transfer == "7bit" else html, transfer=transfer, charset="latin-1"
        )
        output = AMAZON.sanitize(data).output
        assert_same_elsewhere(data, output)
        assert "Jane&#8217;s &#937;" in made.text_of(made.html_parts(output)[0])

    @pytest.mark.parametrize("transfer", ["7bit", "8bit"])
    def test_a_line_that_is_too_long_becomes_quoted_printable(self, transfer: str) -> None:
        head = f"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        output = AMAZON.sanitize(head.encode() + LONG.encode()).output
        assert b"Content-Transfer-Encoding: quoted-printable\r\n" in output
        assert max(map(len, output.split(b"\r\n"))) <= 78
        assert made.text_of(made.html_parts(output)[0]) == LONG.replace(' style="color:red"', "")

    def test_a_transfer_encoding_is_added_where_none_is(self) -> None:
        data = b"Content-Type: text/html\n\n" + LONG.replace("\r", "").encode()
        output = AMAZON.sanitize(data).output
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
        output = AMAZON.sanitize(data).output
        assert len(made.html_parts(output)) == 1
        assert "--b" in made.text_of(made.html_parts(output)[0])
        assert b"\nFrom me" not in output

    def test_a_header_is_taken_away(self) -> None:
        data = made.plain(made.GOOD, Disposition_Notification_To="shop@shop.example")
        output = AMAZON.sanitize(data).output
        assert output == data.replace(b"Disposition-Notification-To: shop@shop.example\r\n", b"")

    def test_what_is_attached_as_html_is_clean_too(self) -> None:
        data = made.plain(made.BAD).replace(
            b'Content-Type: text/html; charset="utf-8"', b"Content-Type: text/html\r\nContent-Disposition: attachment"
        )
        made.assert_clean(AMAZON.sanitize(data).output)

    def test_a_lying_charset_keeps_its_bytes(self) -> None:
        data = made.plain(made.BAD.format("Grüße"), transfer="8bit").replace(b"utf-8", b"us-ascii")
        output = AMAZON.sanitize(data).output
        assert output == data.replace(b' style="color:red"', b"")


class TestFailClosed:
    TWICE = b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<script>x</script>\r\n"

    def test_refused(self) -> None:
        with pytest.raises(RefusedError, match="content-type is there twice"):
            AMAZON.sanitize(self.TWICE)
        assert [finding.code for finding in AMAZON.check(self.TWICE).findings] == ["MSG001"]
        bad = self.TWICE.replace(b"text/plain", b"text/html; x=y")
        assert not any(finding.fixable for finding in AMAZON.check(bad).findings)

    @pytest.mark.parametrize("boundary", ["b", "=_part_77", "----=_Next", "'odd one'"])
    def test_the_second_opinion_is_asked_of_every_message(self, boundary: str) -> None:
        """Answers are remembered for messages that look alike; one that hides a part does not look like one without."""
        for name in ("Subject: x", "Subject: y\r\nX-More: --b"):
            for hidden, is_refused in (("\r\n", False), ("\r", True), ("\r\n", False), ("\r", True)):
                data = (
                    f'{name}\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n\r\n'
                    f"one{hidden}--{boundary}\r\nContent-Type: text/html\r\n\r\ntwo\r\n--{boundary}--\r\n"
                ).encode()
                codes = AMAZON.check(data).counts()
                assert ("MSG001" in codes) is is_refused

    def test_set_aside(self) -> None:
        result = changed(message_ambiguous="quarantine").sanitize(self.TWICE)
        assert result.output is self.TWICE
        assert result.verdict == "quarantine"
        assert not result.ok

    def test_written_anew(self) -> None:
        result = changed(message_ambiguous="rewrite").sanitize(self.TWICE)
        assert result.output.count(b"Content-Type") == 1
        assert not result.lossless
        assert "written anew" in result.note
        assert AMAZON.sanitize(result.output).output is result.output

    def test_written_anew_keeps_what_it_holds(self) -> None:
        data = made.nested(made.BAD).replace(b"MIME-Version", b"Content-Transfer-Encoding: x\r\nMIME-Version", 1)
        output = changed(message_ambiguous="rewrite").sanitize(data).output
        made.assert_clean(output)
        before, after = (email.message_from_bytes(each) for each in (data, output))
        assert [part.get_content_type() for part in before.walk()] == [part.get_content_type() for part in after.walk()]
        assert [part.get_filename() for part in before.walk()] == [part.get_filename() for part in after.walk()]
        assert before["Subject"] == after["Subject"]
        files = [
            [part.get_payload(decode=True) for part in each.walk() if part.get_filename()] for each in (before, after)
        ]
        assert files[0] == files[1]

    @pytest.mark.parametrize("setting", ["leave", "refuse"])
    @pytest.mark.parametrize(
        "data",
        [
            SIGNED,
            b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\nMAsGCSqGSIb3\r\n",
            b"Content-Type: text/html\r\n\r\n<pre style='color:red'>-----BEGIN PGP SIGNED MESSAGE-----\r\n</pre>\r\n",
        ],
        ids=["signed", "encrypted", "in the text"],
    )
    def test_signed_and_encrypted_parts_stay(self, data: bytes, setting: str) -> None:
        sanitizer_ = changed(message_signed=setting)
        if setting == "refuse":
            with pytest.raises(RefusedError):
                sanitizer_.sanitize(data)
        else:
            result = sanitizer_.sanitize(data)
            assert result.output is data
            assert "MSG002" in result.report.counts()
            assert not any(finding.fixed or finding.fixable for finding in result.report.findings)
            assert not any(finding.fixable for finding in sanitizer_.check(data).findings)

    def test_beside_a_signed_part_html_is_mended(self) -> None:
        signed = (
            b"Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: text/html\r\n\r\n"
            b"<p style='color:red'>Hello</p>\r\n--s--"
        )
        data = (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
            b"<p style='color:red'>Hi</p>\r\n--b\r\n" + signed + b"\r\n--b--\r\n"
        )
        output = AMAZON.sanitize(data).output
        assert signed in output
        assert b"<p>Hi</p>" in output

    def test_a_dkim_signature(self) -> None:
        data = made.plain(made.BAD, DKIM_Signature="v=1")
        assert AMAZON.sanitize(data).output is data
        made.assert_clean(changed(message_dkim="alter").sanitize(data).output)
        with pytest.raises(RefusedError, match="DKIM"):
            changed(message_dkim="refuse").sanitize(data)

    @pytest.mark.parametrize(
        ("limit", "value", "data"),
        [
            ("max_message_bytes", 100, made.plain(made.GOOD)),
            ("max_parts", 2, made.nested(made.GOOD)),
            ("max_part_depth", 2, made.nested(made.GOOD)),
            ("max_header_bytes", 100, made.plain(made.GOOD)),
            ("max_mime_field", 20, made.plain(made.GOOD)),
            ("max_bytes", 100, made.plain(made.GOOD * 20)),
        ],
    )
    def test_limits(self, limit: str, value: int, data: bytes) -> None:
        with pytest.raises(LimitError, match=limit):
            changed(**{limit: value}).sanitize(data)


class TestHostile:
    """Inputs that would cost a careless reader minutes."""

    @pytest.mark.parametrize(
        "data",
        [
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 300_000,
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bb\r\n" * 300_000,
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 900,
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(1000)),
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(30))
            + b"--\r\n" * 500_000,
            b"Content-Type: message/rfc822\r\n\r\n" * 1000,
            b"Content-Type: text/html" + b"; a=b" * 200_000 + b"\r\n\r\n<p>Hello</p>",
            b'Content-Type: text/html; a="' + b'";b="' * 200_000 + b"\r\n\r\n<p>Hello</p>",
            b"Content-Type: text/html; a=" + b" " * 500_000 + b"x\r\n\r\n<p>Hello</p>",
            b"Content-Type: text/html; a=" + b"\\" * 500_000 + b"\r\n\r\n<p>Hello</p>",
            b"Content-Type: text/html\r\n" + b" \r\n" * 200_000 + b"\r\n<p>Hello</p>",
            b"X: y\r\n" * 150_000 + b"\r\nHello",
            b"To: " + b"(" * 300_000 + b"\r\n\r\nHello",
            b"To: " + b'"<' * 300_000 + b"\r\n\r\nHello",
            b"To: " + b"a@b," * 100_000 + b"\r\n\r\nHello",
            b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=" * 3_000_000,
            b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 1_000_000,
            b"\r" * 1_000_000,
            b"\0" * 1_000_000,
        ],
        ids=[
            "delimiters", "near delimiters", "parts", "nested", "dashes", "embedded", "parameters", "open quotes",
            "spaces", "backslashes", "blank lines", "fields", "comments", "quotes", "recipients", "padding",
            "soft breaks", "carriage returns", "nulls",
        ],
    )  # fmt: skip
    def test_answers_in_time(self, data: bytes) -> None:
        strict = changed(max_seconds=20.0)
        try:
            strict.sanitize(data)
            strict.check(data).findings  # noqa: B018  # findings are made when they are read
        except (LimitError, RefusedError):
            pass

    def test_a_large_message_takes_little_more_than_its_size(self) -> None:
        file = made.nested(made.BAD).replace(b"Content-Type: application/octet-stream", b"Content-Type: application/x")
        block = b"QUJD" * 19 + b"\r\n"
        head, mark, tail = file.partition(b'filename="data.bin"')
        if not mark:
            head, mark, tail = file.partition(b"\r\n\r\nAAECAwQF")
        data = head + mark + block * (25_000_000 // len(block)) + tail
        tracemalloc.start()
        result = changed(message_ambiguous="quarantine").sanitize(data)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert result.changed
        assert peak < 3 * len(data), f"{peak / len(data):.1f} times its size"


@given(st.randoms(use_true_random=False), st.sampled_from([made.plain(made.BAD), made.nested(made.BAD)]))
def test_mutated_messages(rng: random.Random, data: bytes) -> None:
    """No crash; what comes out is a fixed point, clean in the eyes of the standard library, the same elsewhere."""
    data = made.mutated(data, rng)
    for mode in ("error", "rewrite"):
        chosen = BY_MODE[mode]
        chosen.check(data).findings  # noqa: B018  # findings are made when they are read
        try:
            result = chosen.sanitize(data)
        except RefusedError:
            continue
        assert chosen.sanitize(result.output).output == result.output
        made.assert_clean(result.output)
        if mode == "error" and result.changed:
            assert_less_at_most(data, result.output)


BY_MODE = {mode: changed(message_ambiguous=mode) for mode in ("error", "rewrite")}


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for chosen in BY_MODE.values():
        chosen.check(data).findings  # noqa: B018  # findings are made when they are read
        try:
            chosen.sanitize(data)
        except RefusedError:
            continue


@pytest.mark.corpus
@pytest.mark.parametrize("mode", ["error", "quarantine", "rewrite"])
def test_corpus(corpus: Path, mode: str) -> None:
    """Real messages: no crash, nothing touched without need, clean by another reading."""
    chosen = changed(message_ambiguous=mode, message_dkim="alter")
    counts = {"same": 0, "changed": 0, "refused": 0, "set aside": 0}
    for path in sorted((corpus / "messages").rglob("*")):
        if not path.is_file() or path.suffix.lower() not in (".eml", ".txt", ".msg"):
            continue
        data = path.read_bytes()
        try:
            result = chosen.sanitize(data)
        except RefusedError:
            counts["refused"] += 1
            continue
        if result.verdict == "quarantine":
            counts["set aside"] += 1
            continue
        counts["changed" if result.changed else "same"] += 1
        assert result.changed or result.output is data, path.name
        assert chosen.sanitize(result.output).output == result.output, path.name
        if not any(finding.code == "MSG002" for finding in result.report.findings):
            made.assert_clean(result.output)
        if result.changed and "written anew" not in result.note:
            assert_less_at_most(data, result.output)
    print(mode, counts)
    assert sum(counts.values()) > 300
