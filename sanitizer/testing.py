"""For the tests of whoever sends mail: messages and templates obey the policy, or the test says where they do not.

::

    import pytest
    from sanitizer.testing import assert_compliant, templates

    @pytest.mark.parametrize("template", templates("emails"), ids=str)
    def test_template(template):
        assert_compliant(template)

Loads nothing but the standard library until it is used, and nothing of pytest at all: it serves unittest as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from sanitizer.errors import ConfigError
from sanitizer.findings import Finding, Report, Severity

if TYPE_CHECKING:
    from sanitizer.context import MessageContext
    from sanitizer.policy import Policy
    from sanitizer.reports import FileReport

__all__ = ["assert_compliant", "templates"]

_MOST = 20
"""Findings that a message shows; a test that fails with more is read no better."""
_WORST_FIRST: tuple[Severity, ...] = get_args(Severity)


def assert_compliant(
    source: Any,
    policy: "str | Path | Policy | None" = None,
    *,
    severity: Severity = "error",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    templates: str | None = None,
    context: "MessageContext | Mapping[str, Any] | None" = None,
) -> Report:
    """Assert that a message or a template obeys the policy; its report is given back.

    ``source`` is HTML as ``str``, ``bytes``, a BeautifulSoup or an lxml tree, or the ``Path`` of a file. As with the
    command, the configuration nearest to the file holds, for other sources that of the current folder; ``policy``,
    ``select`` and ``ignore`` (codes or prefixes) go before it. ``templates`` names the languages of template tags, as
    ``--template-language`` does: for a file as configured, else ``"none"``, since a message to be sent has none left.
    ``context`` is what is known of the message and its order, also as plain data. Findings of ``severity`` or worse
    fail.

    Raises:
        AssertionError: findings; each is shown with its line, what mends it, and what to run.
        ConfigError: a configuration, policy, code, severity or context that cannot be used.
        SourceError, LimitError, OSError: the source cannot be read, or is over a limit of the policy.

    """
    __tracebackhide__ = True  # pytest shows the line of the test
    if severity not in _WORST_FIRST:
        raise ConfigError(f"no severity is called {severity!r}; there are {', '.join(_WORST_FIRST)}")
    languages = templates or (None if isinstance(source, Path) else "none")
    file = _judged(source, policy, tuple(select), tuple(ignore), languages, context)
    failing = _WORST_FIRST[: _WORST_FIRST.index(severity) + 1]
    if found := [finding for finding in file.report.left if finding.severity in failing]:
        raise AssertionError("\n".join(_told(file, found, is_file=isinstance(source, Path))))
    return file.report


def templates(*paths: str | Path) -> list[Path]:
    """The files that the command would take from these folders, in order: one test each, with ``ids=str``.

    Folders are relative to the current one, as the paths given back are if theirs is.

    Raises:
        ConfigError: a path is not there or holds no template, so that a test of none would pass unseen; or a
            configuration cannot be used.
        OSError: a folder cannot be read.

    """
    from sanitizer.adapters.files import find

    found: dict[Path, None] = {}
    for path in map(Path, paths):
        here = [Path(each.path) for each in find(path, _refuse)] if path.exists() else []
        if not here:
            told = "holds no HTML files; set `include` in sanitizer.toml" if path.exists() else "is not there"
            raise ConfigError(f"{path.absolute()} {told}")
        found.update(dict.fromkeys(here))
    return list(found)


def _refuse(_: str, error: OSError) -> None:
    raise error


def _judged(
    source: Any,
    policy: "str | Path | Policy | None",
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    languages: str | None,
    context: "MessageContext | Mapping[str, Any] | None",
) -> "FileReport":
    from sanitizer.adapters import files
    from sanitizer.adapters.judge import look
    from sanitizer.adapters.sanitizers import Options, sanitizer_for
    from sanitizer.context import MessageContext
    from sanitizer.html.source import read
    from sanitizer.reports import FileReport

    known = MessageContext.from_dict(context) if isinstance(context, Mapping) else context
    options = Options(policy=policy, select=select, ignore=ignore, template_language=languages, context=known)
    is_file = isinstance(source, Path)
    path = source if is_file else Path("-")
    given = files.read(path, sanitizer_for(path, options).policy.max_bytes) if is_file else source
    report = look(given, path, options).report
    return FileReport(str(source) if is_file else "<html>", report, text=read(given).text if report.findings else "")


def _told(file: "FileReport", found: list[Finding], *, is_file: bool) -> Iterable[str]:
    """The lines of the assertion's message: how many, each as the command shows it, and what to do."""
    from dataclasses import replace

    from sanitizer.reports import text

    name = text.printable(file.path)
    yield f"{name} breaks the policy {file.report.policy}: {len(found)} finding{'s' * (len(found) != 1)}\n"
    for finding in found[:_MOST]:
        one = replace(file, report=Report((finding,), file.report.policy))
        yield text.render(one).rstrip("\n") + "".join(_fix(finding)) + "\n"
    if len(found) > _MOST:
        yield f"... and {len(found) - _MOST} more\n"
    run = f"`sanitizer fix {name}`" if is_file else "`sanitizer.sanitize(html).output`"
    if fixable := sum(file.fixable(finding) for finding in found):
        yield f"[*] {run} mends {fixable} of {len(found)}"
    yield f"`sanitizer explain {found[0].code}` says why"


def _fix(finding: Finding) -> Iterable[str]:
    """What a fix that is applied puts there, below the lines of the finding."""
    from sanitizer.reports.text import printable

    if finding.after is not None and finding.safety != "suggested":
        gutter = " " * len(str(finding.line))
        yield f"\n{gutter} = fix: {printable(finding.before)} -> {printable(finding.after) or 'gone'}"
