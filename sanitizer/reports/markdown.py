"""Markdown (GitHub's flavour, which GitLab reads too): a table for each file, for a comment or a job summary.

What a mail says is shown as text: it makes no link, loads no image and calls nobody.
"""

import re

from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Run
from sanitizer.reports.text import printable, summary

__all__ = ["closing", "counted", "opening", "render"]

_MARKUP = re.compile(r"[\\`*_{}\[\]|~$]")
_ENTITIES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
_LINKED = re.compile(
    r"(?i)(?<=https)(?=:)|(?<=http)(?=:)|(?<=ftp)(?=:)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)|(?<=www)(?=\.)|(?<=@)|(?<=#)(?=\d)"
)
"""Places in what becomes a link, or calls a person, where no markup says so: addresses, names and numbers."""
_BREAK = "&#8203;"
"""A space without width."""


def opening(policy: Policy) -> str:
    """The heading."""
    return f"## Sanitizer: {_text(policy.title)}\n\n"


def render(file: FileReport) -> str:
    """The heading of a file and the table of its findings left."""
    left = file.report.left
    if not left and not file.note:
        return ""
    parts = [f"### {_code(file.path)}\n\n"]
    if left:
        parts.append("| place | severity | rule | finding | fix |\n| --- | --- | --- | --- | --- |\n")
    for finding in left:
        told = _text(finding.message) + (f" ({_text(finding.note)})" if finding.note else "")
        cells = _text(finding.place), finding.severity, f"{finding.code} {finding.name}", told
        parts.append(f"| {' | '.join(cells)} | {finding.safety or '-'} |\n")
    if file.note:
        parts.append(("\n" if left else "") + f"{_text(file.note)}\n")
    return "".join(parts) + "\n"


def closing(run: Run) -> str:
    """The files that could not be processed, and the summary."""
    failed = "".join(f"| {_cell(_code(path))} | {_text(message)} |\n" for path, message in run.failures)
    table = f"### Could not be processed\n\n| file | why |\n| --- | --- |\n{failed}\n" if failed else ""
    lines = [] if run.quiet else [line.removeprefix("[*] ") for line in summary(run).splitlines()]
    return table + "  \n".join(lines) + "\n" * bool(lines)


def counted(run: Run) -> str:
    """The findings left, counted by rule, most frequent first."""
    rows = "".join(f"| {count} | {code} {name} |\n" for (code, name), count in run.totals.most_frequent_first())
    table = f"| count | rule |\n| ---: | --- |\n{rows}\n" if rows else ""
    return opening(run.policy) + table + closing(run)


def _text(text: str) -> str:
    """Text that means nothing but itself, in one line."""
    plain = _MARKUP.sub(r"\\\g<0>", printable(" ".join(text.split())))
    return _LINKED.sub(_BREAK, plain.translate(_ENTITIES))


def _code(text: str) -> str:
    """Text in a code span, whose fence is longer than any in it."""
    shown = printable(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if fence != "`" else f"`{shown}`"


def _cell(markdown: str) -> str:
    """Markdown in a table, which a bar would end even in a code span."""
    return markdown.replace("|", "\\|")
