"""Text for people: where, what, and the line with the place underlined.

::

    mail.html:3:4: SEC006 [*] href has the dangerous scheme javascript:
      |
    3 | <a href="javascript:alert(1)">Your order</a>
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from click import style

from sanitizer.findings import Finding, Severity
from sanitizer.reports import FileReport, Run

__all__ = ["COLORS", "closing", "counted", "painter", "printable", "render", "summary"]

Paint = Callable[..., str]
"""``click.style``, or what leaves the text as it is."""

COLORS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}
_TAB = "    "
_BIDI = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
"""Classes of characters that would turn around what a terminal shows."""


def render(file: FileReport) -> str:
    """The findings left, each with its line."""
    lines = {"": file.text.split("\n")} | {part: text.split("\n") for part, text in file.parts.items()}
    paint = painter(file)
    path = paint(printable(file.path), bold=True)
    note = f"{path}: {printable(file.note)}\n\n" if file.note else ""
    blocks = ("".join(_block(path, finding, file, lines.get(finding.part, []), paint)) for finding in file.report.left)
    return "".join(blocks) + note


def closing(run: Run) -> str:
    """The summary; errors have been told on standard error, and are counted."""
    return "" if run.quiet else summary(run)


def counted(run: Run) -> str:
    """The findings left, counted by rule, most frequent first, and the summary."""
    rows = run.totals.most_frequent_first()
    wide = max((len(str(count)) for _, count in rows), default=0)
    return "".join(f"{count:>{wide}}  {code}  {name}\n" for (code, name), count in rows) + closing(run)


def painter(file: FileReport) -> Paint:
    """What gives a text its colour, if the file is shown in colours."""
    return style if file.color else _plain


def _plain(text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
    return text


def _block(path: str, finding: Finding, file: FileReport, lines: list[str], paint: Paint) -> Iterator[str]:
    mark = paint("[*] ", fg="cyan") if file.fixable(finding) else ""
    code = paint(finding.code, fg=COLORS[finding.severity], bold=True)
    yield f"{path}:{printable(finding.place)}: {code} {mark}{printable(finding.message)}\n"
    if not lines:
        yield f"  {paint('=', fg='blue', bold=True)} {printable(finding.note)}\n\n" if finding.note else "\n"
        return
    line = lines[finding.line - 1]
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    shown, pad, length = _excerpt(line, finding.column - 1, end, file.width)
    number = str(finding.line)
    gutter = " " * len(number)
    bar = paint("|", fg="blue", bold=True)
    under = paint("^" * length, fg=COLORS[finding.severity], bold=True)
    yield f"{gutter} {bar}\n{paint(number, fg='blue', bold=True)} {bar} {shown}\n{gutter} {bar} {' ' * pad}{under}\n"
    if finding.note:
        yield f"{gutter} {paint('=', fg='blue', bold=True)} {printable(finding.note)}\n"
    if finding.safety == "suggested" and finding.after:
        yield f"{gutter} {paint('=', fg='blue', bold=True)} suggested: {printable(finding.after)}\n"
    yield "\n"


def _excerpt(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """The part of a line around ``start`` to ``end``, the cells before the underline, and the cells under it."""
    first, last = 0, len(line)
    if last > width:
        first = max(0, min(start - width // 3, last - width))
        last = first + width
    end = max(start, min(end, last))
    before, marked, after = (printable(line[i:j]) for i, j in ((first, start), (start, end), (end, last)))
    before, after = "…" * (first > 0) + before, after + "…" * (last < len(line))
    return before + marked + after, _cells(before), max(1, _cells(marked))


def printable(text: str) -> str:
    """The text with nothing in it that steers a terminal: tabs as spaces, controls as their pictures."""
    return text if text.isascii() and text.isprintable() else "".join(map(_picture, text))


@lru_cache(maxsize=4096)
def _picture(char: str) -> str:
    if char == "\t":
        return _TAB
    if char < " ":
        return chr(0x2400 + ord(char))
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in _BIDI:
        return "\N{REPLACEMENT CHARACTER}"
    return char


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # only for what is not ASCII

    return cell_len(text)


def summary(run: Run) -> str:
    """The last lines: what was found, what was done, what can be done."""
    totals = run.totals
    lines: list[str] = []
    if not totals.found:
        lines += ["All checks passed."] if totals.files and not run.failures else []
    elif run.fixing and not run.written:
        left = totals.found - totals.fixed
        lines.append(f"Would fix {_count(totals.fixed, 'finding')}" + (f", {left} would be left." if left else "."))
    else:
        done = f" ({totals.fixed} fixed, {totals.found - totals.fixed} left)" if run.fixing else ""
        where = f" in {totals.with_findings} of {totals.files} files" if totals.files > 1 else ""
        lines.append(f"Found {_count(totals.found, 'finding')}{where}{done}.")
    aside = [(totals.suppressed, "suppressed by comments"), (totals.baselined, "in the baseline")]
    if told := ", ".join(f"{count} {where}" for count, where in aside if count):
        lines.append(f"Not shown: {told}.")
    if totals.gone:
        lines.append(f"The baseline has {_count(totals.gone, 'finding')} too many; see `sanitizer baseline prune`.")
    if totals.fixable:
        more = f" ({totals.unsafe} more with `--unsafe-fixes`)" if totals.unsafe else ""
        lines.append(f"[*] {totals.fixable} fixable with `sanitizer fix`{more}.")
    elif totals.unsafe:
        lines.append(f"{totals.unsafe}{' more' if totals.fixed else ''} fixable with `sanitizer fix --unsafe-fixes`.")
    if totals.not_judged:
        missing = dict.fromkeys(name for _, names in totals.not_judged for name in names)
        codes = sorted({code for code, _ in totals.not_judged})
        lines.append(f"Not judged: {', '.join(codes)}; they need `--context` with {', '.join(missing)}.")
    if run.failures:
        lines.append(f"{_count(len(run.failures), 'file')} could not be processed.")
    return "".join(f"{line}\n" for line in lines)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
