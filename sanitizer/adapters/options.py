"""Options that several commands share."""

from collections.abc import Callable

import click

__all__ = ["judging_options", "policy_option"]


def _several(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """``--select SEC,IMG --select LNK`` as one tuple."""
    return tuple(code.strip() for part in given for code in part.split(",") if code.strip())


policy_option = click.option(
    "--policy", metavar="NAME|FILE", help="Policy pack (amazon, email) or a .toml file; else as configured."
)
_JUDGING = (
    click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path()),
    policy_option,
    click.option("--select", multiple=True, callback=_several, metavar="CODES", help="Rules to run: SEC,IMG001 ..."),
    click.option("--ignore", multiple=True, callback=_several, metavar="CODES", help="Rules to leave out."),
    click.option(
        "--unsafe-fixes/--no-unsafe-fixes",
        default=None,
        help="Count in, or apply, fixes that may take away a link, a picture or a look.",
    ),
    click.option(
        "--template-language",
        metavar="NAMES",
        help="Languages of template tags (jinja,mailchimp ...), auto to find out, or none; else as configured.",
    ),
    click.option(
        "--diff", is_flag=True, help="Write nothing; show what `fix` would change, for `git apply` or `patch -p1`."
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice(("text", "json", "github")),
        default="text",
        show_default=True,
        help="Form of the report.",
    ),
    click.option("--statistics", is_flag=True, help="Count the findings by rule in place of listing them."),
    click.option("--stdin-filename", metavar="PATH", help="Name, and place for configuration, of what `-` reads."),
    click.option(
        "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one a processor if not said."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Findings only: no summary, no progress bar."),
    click.option("--no-color", is_flag=True, help="No colours; so does the variable NO_COLOR."),
)


def judging_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that ``check`` and ``fix`` share."""
    for option in reversed(_JUDGING):
        command = option(command)
    return command
