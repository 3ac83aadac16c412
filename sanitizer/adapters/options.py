"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from sanitizer.adapters.completion import languages, policies, rule_codes

if TYPE_CHECKING:
    from sanitizer.context import MessageContext

__all__ = [
    "OutputFormat",
    "baseline_option",
    "baseline_options",
    "cache_option",
    "context_option",
    "judging_options",
    "policy_option",
]

OutputFormat = Literal[
    "text", "grouped", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"
]
"""The names of ``reports.formats.FORMATS``, which is not loaded before a report is asked for."""


def _several(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """``--select SEC,IMG --select LNK`` as one tuple."""
    return tuple(code.strip() for part in given for code in part.split(",") if code.strip())


def _per_file(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """``--per-file-ignores 'old/**:IMG003,STY'`` as patterns with their codes."""
    found = []
    for part in given:
        pattern, colon, codes = part.rpartition(":")
        named = tuple(code.strip() for code in codes.split(",") if code.strip())
        if not colon or not pattern or not named:
            raise click.BadParameter(f"{part!r} is not PATTERN:CODES, such as 'legacy/**:IMG003,STY'")
        found.append((pattern, named))
    return tuple(found)


def _context(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> "MessageContext | None":
    """``--context order_id=303-... --context message.toml`` as one context, in which what comes later holds."""
    if not given:
        return None
    from sanitizer.context import MessageContext, read_toml

    known: dict[str, Any] = {}
    for part in given:
        key, equals, value = part.partition("=")
        if equals and not part.endswith(".toml"):
            known[key.strip().replace("-", "_")] = value
        else:
            known |= {key.replace("-", "_"): value for key, value in read_toml(Path(part)).items()}
    return MessageContext.from_dict(known, where="--context")


policy_option = click.option(
    "--policy",
    metavar="NAME|FILE",
    shell_complete=policies,
    help="Policy pack (amazon, ebay, walmart, etsy, email) or a .toml file; else as configured.",
)
baseline_option = click.option(
    "--baseline", metavar="FILE", help="The file of accepted findings; else as configured, or .sanitizer-baseline.json."
)
cache_option = click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SANITIZER_CACHE_DIR",
    metavar="DIR",
    help="Folder of results; else .sanitizer_cache beside the configuration.",
)
context_option = click.option(
    "--context",
    multiple=True,
    callback=_context,
    metavar="KEY=VALUE|FILE",
    help="What is known of the message: order_id=303-..., reason=return, sent_at=now ...; or a .toml file of those.",
)
_PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
_JOBS = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one a processor if not said."
)
_JUDGING = (
    _PATHS,
    policy_option,
    click.option(
        "--select",
        multiple=True,
        callback=_several,
        metavar="CODES",
        shell_complete=rule_codes,
        help="Rules to run: SEC,img-gif ...",
    ),
    click.option(
        "--ignore",
        multiple=True,
        callback=_several,
        metavar="CODES",
        shell_complete=rule_codes,
        help="Rules to leave out.",
    ),
    click.option(
        "--per-file-ignores",
        multiple=True,
        callback=_per_file,
        metavar="PATTERN:CODES",
        help="Rules to leave out in files: 'legacy/**:IMG003,STY'.",
    ),
    click.option(
        "--suppressions/--no-suppressions",
        default=None,
        help="Honour comments such as <!-- sanitizer: ignore IMG003 --> in files, or not; on if not said.",
    ),
    context_option,
    click.option("--baseline", metavar="FILE", help="Report only what is not in this file of accepted findings."),
    click.option("--no-baseline", "baseline", flag_value="", help="Report what the configured baseline has, too."),
    click.option(
        "--unsafe-fixes/--no-unsafe-fixes",
        default=None,
        help="Count in, or apply, fixes that may take away a link, a picture or a look.",
    ),
    click.option(
        "--template-language",
        metavar="NAMES",
        shell_complete=languages,
        help="Languages of template tags (jinja,mailchimp ...), auto to find out, or none; else as configured.",
    ),
    click.option(
        "--diff", is_flag=True, help="Write nothing; show what `fix` would change, for `git apply` or `patch -p1`."
    ),
    click.option(
        "--output-format",
        type=click.Choice(get_args(OutputFormat)),
        default="text",
        show_default=True,
        help="Form of the report.",
    ),
    click.option("--statistics", is_flag=True, help="Count the findings by rule in place of listing them."),
    click.option("--force-exclude", is_flag=True, help="Pass over files that are excluded even where they are named."),
    click.option("--stdin-filename", metavar="PATH", help="Name, and place for configuration, of what `-` reads."),
    _JOBS,
    cache_option,
    click.option(
        "-n", "--no-cache", is_flag=True, envvar="SANITIZER_NO_CACHE", help="Judge every file anew; keep no results."
    ),
    click.option("-w", "--watch", is_flag=True, help="Go on: judge files again when they change, until Ctrl-C."),
    click.option("--exit-zero", is_flag=True, help="Status 0 also when findings are left."),
    click.option("-q", "--quiet", is_flag=True, help="Findings only: no summary, no progress bar."),
    click.option("--no-color", is_flag=True, help="No colours; so does the variable NO_COLOR."),
)
_UPDATING = (
    _PATHS,
    policy_option,
    baseline_option,
    _JOBS,
    click.option("-q", "--quiet", is_flag=True, help="Say nothing of what was done."),
)


def judging_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that ``check`` and ``fix`` share."""
    for option in reversed(_JUDGING):
        command = option(command)
    return command


def baseline_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of the commands that change the baseline."""
    for option in reversed(_UPDATING):
        command = option(command)
    return command
