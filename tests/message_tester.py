"""Runs one message rule alone on one message, and refuses what a rule must not do.

A message is raw text, or made of a description: ``headers`` and ``parts``, each a table with the content under
``text``, ``html``, ``base64`` or ``file`` (a name in ``tests/attachments.py``), and ``type``, ``name``, ``id``,
``disposition``.
"""

import base64
import re
from dataclasses import dataclass
from typing import Any

from attachments import FILES

from sanitizer.contexts import MailContext
from sanitizer.findings import Finding, Safety
from sanitizer.mail.message import Mail, spliced
from sanitizer.mail.structure import Limits
from sanitizer.message_engine import MessageEngine
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

KEYS = frozenset(("message", "headers", "parts", "related"))
LIMITS = Limits(1000, 32, 1 << 18, 8192)


def looks_at_messages(rule: Rule) -> bool:
    """Whether the rule wants whole messages."""
    return any(isinstance(look, OnMessage) for look in rule.looks)


def built(table: dict[str, Any]) -> str:
    """The text of the message that a case describes."""
    if "message" in table:
        return table["message"]
    headers = {"Subject": "Your order"} | table.get("headers", {})
    lines = [f"{name}: {value}" for name, value in headers.items()]
    subtype = "related" if table.get("related") else "mixed"
    lines += ["MIME-Version: 1.0", f"Content-Type: multipart/{subtype}; boundary=b", ""]
    for part in table["parts"]:
        lines += ["--b", *_part(part)]
    return "\n".join([*lines, "--b--", ""])


def _part(part: dict[str, Any]) -> list[str]:
    unknown = set(part) - {"text", "html", "base64", "file", "size", "type", "name", "id", "disposition", "encoded"}
    assert not unknown, f"a part has an unknown key {unknown}"
    if "text" in part or "html" in part:
        kind, content = ("text/html", part["html"]) if "html" in part else ("text/plain", part["text"])
        return [f"Content-Type: {part.get('type', kind)}; charset=utf-8", *_about(part), "", content]
    data = base64.b64decode(part["base64"]) if "base64" in part else FILES[part["file"]]()
    data += bytes(part.get("size", 0))
    lines = [f"Content-Type: {part.get('type', 'application/octet-stream')}", "Content-Transfer-Encoding: base64"]
    return [*lines, *_about(part), "", part.get("encoded") or base64.encodebytes(data).decode("ascii").rstrip()]


def _about(part: dict[str, Any]) -> list[str]:
    lines = [f"Content-ID: <{part['id']}>"] if "id" in part else []
    if "name" in part:
        name = part["name"] if part["name"].startswith("*") else f'="{part["name"]}"'
        lines.append(f"Content-Disposition: {part.get('disposition', 'attachment')}; filename{name}")
    elif "disposition" in part:
        lines.append(f"Content-Disposition: {part['disposition']}")
    return lines


@dataclass(frozen=True)
class Outcome:
    """What one rule alone made of a message."""

    output: str
    findings: tuple[Finding, ...]
    violations: tuple[MessageViolation, ...]
    fixed: bool


def run_message(rule: Rule, message: str, policy: Policy, *, unsafe: bool = False) -> Outcome:
    """What the rule alone makes of a message.

    Raises:
        AssertionError: a second look finds something else, or its fix leaves something to mend.
    """
    applied: set[Safety] = {"enforced", "safe"}
    if unsafe:
        applied.add("unsafe")
    engine = MessageEngine(policy, (rule,), frozenset(applied))
    data = message.encode("utf-8", "surrogateescape")
    context = MailContext(policy, Mail(data, LIMITS))
    seen = engine.check(context)
    assert engine.check(MailContext(policy, Mail(data, LIMITS))) != [] if seen else True
    for violation in seen:
        assert re.search(r"[^.\s]$", violation.message), f"message {violation.message!r}"
        assert all(splice.start <= splice.end <= len(data) for splice in violation.splices)
    findings = tuple(engine.findings(context, seen, fixing=True))
    output = spliced(data, engine.splices(context, seen))
    if output != data:
        again = MailContext(policy, Mail(output, LIMITS))
        assert not engine.splices(again, engine.check(again)), "after the fix the rule still mends something"
    return Outcome(output.decode("utf-8", "surrogateescape"), findings, tuple(seen), output != data)
