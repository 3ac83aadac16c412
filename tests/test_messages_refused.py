"""Whole messages that are refused, set aside or left alone: ambiguous, signed, or over a limit."""

import email
import email.policy

import messages as made
import pytest

from sanitizer import LimitError, RefusedError

SIGNED = (
    b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    b"<p style='color:red'>Hello</p>\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
)


class TestFailClosed:
    TWICE = b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<script>x</script>\r\n"

    def test_refused(self) -> None:
        with pytest.raises(RefusedError, match="content-type is there twice"):
            made.AMAZON.sanitize(self.TWICE)
        assert [finding.code for finding in made.AMAZON.check(self.TWICE).findings] == ["MSG001"]
        bad = self.TWICE.replace(b"text/plain", b"text/html; x=y")
        assert not any(finding.fixable for finding in made.AMAZON.check(bad).findings)

    @pytest.mark.parametrize("boundary", ["b", "=_part_77", "----=_Next", "'odd one'"])
    def test_the_second_opinion_is_asked_of_every_message(self, boundary: str) -> None:
        """Answers are remembered for messages that look alike; one that hides a part does not look like one without."""
        for name in ("Subject: x", "Subject: y\r\nX-More: --b"):
            for hidden, is_refused in (("\r\n", False), ("\r", True), ("\r\n", False), ("\r", True)):
                data = (
                    f'{name}\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n\r\n'
                    f"one{hidden}--{boundary}\r\nContent-Type: text/html\r\n\r\ntwo\r\n--{boundary}--\r\n"
                ).encode()
                codes = made.AMAZON.check(data).counts()
                assert ("MSG001" in codes) is is_refused

    def test_set_aside(self) -> None:
        result = made.changed(message_ambiguous="quarantine").sanitize(self.TWICE)
        assert result.output is self.TWICE
        assert result.verdict == "quarantine"
        assert not result.ok

    def test_written_anew(self) -> None:
        result = made.changed(message_ambiguous="rewrite").sanitize(self.TWICE)
        assert result.output.count(b"Content-Type") == 1
        assert not result.lossless
        assert "written anew" in result.note
        assert made.AMAZON.sanitize(result.output).output is result.output

    def test_written_anew_keeps_what_it_holds(self) -> None:
        data = made.nested(made.BAD).replace(b"MIME-Version", b"Content-Transfer-Encoding: x\r\nMIME-Version", 1)
        output = made.changed(message_ambiguous="rewrite").sanitize(data).output
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
        sanitizer_ = made.changed(message_signed=setting)
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
        output = made.AMAZON.sanitize(data).output
        assert signed in output
        assert b"<p>Hi</p>" in output

    def test_a_dkim_signature(self) -> None:
        data = made.plain(made.BAD, DKIM_Signature="v=1")
        assert made.AMAZON.sanitize(data).output is data
        made.assert_clean(made.changed(message_dkim="alter").sanitize(data).output)
        with pytest.raises(RefusedError, match="DKIM"):
            made.changed(message_dkim="refuse").sanitize(data)

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
            made.changed(**{limit: value}).sanitize(data)
