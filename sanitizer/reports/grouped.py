"""Text for people, a line for each finding under a heading for each file.

::

    mail.html
      3:4   SEC006 [*] href has the dangerous scheme javascript:
      12:9  IMG004     an image has no alternative text
"""

from sanitizer.reports import FileReport
from sanitizer.reports.text import COLORS, painter, printable

__all__ = ["render"]


def render(file: FileReport) -> str:
    """The findings left."""
    left, paint = file.report.left, painter(file)
    if not left and not file.note:
        return ""
    places = [printable(finding.place) for finding in left]
    wide = max(map(len, places), default=0)
    mark = paint("[*]", fg="cyan") if any(map(file.fixable, left)) else ""
    lines = [paint(printable(file.path), bold=True)]
    for place, finding in zip(places, left, strict=True):
        code = paint(finding.code, fg=COLORS[finding.severity], bold=True)
        marked = (mark if file.fixable(finding) else "   ") + " " if mark else ""
        lines.append(f"  {place:<{wide}}  {code} {marked}{printable(finding.message)}")
    if file.note:
        lines.append(f"  {printable(file.note)}")
    return "".join(f"{line}\n" for line in lines) + "\n"
