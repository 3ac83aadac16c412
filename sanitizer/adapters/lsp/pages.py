"""The manual of a rule as an editor shows it: Markdown, or plain text where it knows none."""

import re
from textwrap import dedent

from sanitizer.adapters import manual
from sanitizer.findings import Finding
from sanitizer.policy import Policy

__all__ = ["markdown", "plain"]

_EXAMPLE = re.compile(r"^(\w+)::\n\n((?:    .*\n|\n(?=    ))+)", re.MULTILINE)
_FACT = re.compile(r"^(\w+): +", re.MULTILINE)


def plain(code: str, policy: Policy) -> str:
    """The page that ``sanitizer explain`` prints."""
    return manual.explain(code, policy)


def markdown(code: str, policy: Policy, finding: Finding | None = None) -> str:
    """The same page with its examples as HTML, below what a finding says."""
    title, _, page = manual.explain(code, policy).partition("\n\n")
    text, _, facts = page.rpartition("\n\n")
    said = f"{_said(finding)}\n\n" if finding is not None else ""
    examples = _EXAMPLE.sub(lambda match: f"**{match[1]}**\n\n```html\n{dedent(match[2])}```\n", f"{text}\n")
    return f"### {title}\n\n{said}{examples}\n" + _FACT.sub(r"- **\1** ", facts)


def _said(finding: Finding) -> str:
    fix = f"{finding.safety} fix" if finding.safety else "no fix"
    return "\n\n".join(filter(None, (f"**{finding.message}** ({finding.severity}, {fix})", finding.note)))
