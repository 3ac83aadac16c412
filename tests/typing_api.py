"""The public API as a typed program uses it: mypy must accept every line (nothing here is run)."""

from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

from sanitizer import (
    Finding,
    MessageContext,
    MessageResult,
    MessageSanitizer,
    PlainText,
    Policy,
    Report,
    Result,
    Safety,
    Sanitizer,
    SanitizerError,
    Severity,
    check,
    check_message,
    sanitize,
    sanitize_message,
    to_text,
)


def text_in_text_out(html: str, raw: bytes) -> tuple[str, bytes]:
    assert_type(sanitize(html), Result[str])
    assert_type(sanitize(raw, verify="strict").output, bytes)
    return sanitize(html, unsafe_fixes=True).output, sanitize(raw, "email").output


def own_policy(folder: Path, html: str) -> Result[str]:
    policy = Policy.load(folder / "policy.toml").changed(max_breaks=3)
    sanitizer = Sanitizer(policy, select=("IMG", "STY003"), ignore=["LNK001"], unsafe_fixes=False)
    assert_type(sanitizer.check(html), Report)
    return sanitizer.sanitize(html)


def findings(html: str) -> Iterator[tuple[str, int, Severity, Safety | None]]:
    finding: Finding
    for finding in check(html, policy="amazon").findings:
        yield finding.code, finding.line, finding.severity, finding.safety


def refused(html: str) -> str:
    try:
        report = sanitize(html).report
        report.raise_for("warning")
    except SanitizerError as error:
        return str(error)
    return ""


def messages(raw: bytes, path: Path) -> bytes | None:
    result = sanitize_message(raw, recipients=["x7k2m9q4w1@marketplace.amazon.com"])
    assert_type(result, MessageResult)
    assert_type(check_message(path), Report)
    sanitizer = MessageSanitizer("email", ignore=["ATT"])
    output: bytes = sanitizer.sanitize(raw).output
    return output if result.verdict == "send" and result.ok else None


def with_context(html: str, raw: bytes) -> tuple[str, tuple[str, ...]]:
    context = MessageContext(marketplace="de", reason="return", is_reply=True)
    made = to_text(html, channel="form", context=context)
    assert_type(made, PlainText)
    report = sanitize_message(raw, context=context).report
    return made.text if made.ok else "", tuple(rule.code for rule in report.not_judged)
