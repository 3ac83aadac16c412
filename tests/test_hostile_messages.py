"""Whole messages that nobody means to send, and real ones: no crash, no minutes, nothing touched without need."""

import random
import tracemalloc
from pathlib import Path

import messages as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer import LimitError, RefusedError
from sanitizer.mail.message import Mail


def assert_less_at_most(before: bytes, after: bytes) -> None:
    """No byte differs but in HTML parts, mended text, and for fields that are gone or tell how a part is encoded."""
    one, two = Mail(before, made.LIMITS), Mail(after, made.LIMITS)
    assert [part.label for part in one.parts] == [part.label for part in two.parts]
    for a, b in zip(one.parts, two.parts, strict=True):
        left = iter([before[field.start : field.end] for field in a.fields])
        fields = [after[field.start : field.end] for field in b.fields if field.key != "content-transfer-encoding"]
        assert all(field in left for field in fields), "a field is new, or stands elsewhere"
        if a.type == "text/plain" and (words := two.text(b).text) != one.text(a).text:
            assert words == made.AMAZON.html.sanitize(one.text(a).text, kind="text").output
        elif a.is_leaf and a.type != "text/html":
            assert before[a.body_start : a.body_end] == after[b.body_start : b.body_end]


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
        strict = made.changed(max_seconds=20.0)
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
        result = made.changed(message_ambiguous="quarantine").sanitize(data)
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


BY_MODE = {mode: made.changed(message_ambiguous=mode) for mode in ("error", "rewrite")}


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
    chosen = made.changed(message_ambiguous=mode, message_dkim="alter")
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
