"""The command: what may be written on the line, and which part of the library answers it.

Imports that cost time stand where they are needed: ``sanitizer --version`` loads nothing but click.
"""

import io
import os
import shutil
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from sanitizer import __version__
from sanitizer.adapters import interrupts
from sanitizer.adapters.completion import policies, rules_by_code
from sanitizer.adapters.options import (
    baseline_option,
    baseline_options,
    cache_option,
    context_option,
    judging_options,
    policy_option,
)
from sanitizer.errors import ConfigError

__all__ = ["main"]

_CRASHED, _SIGNALLED, _PIPE_CLOSED = 2, 128, 141
"""Exit codes of a program that a defect, a signal (its number is added) or a closed pipe ends."""
_WIDTHS = 60, 160
"""Fewest and most characters shown of a long source line, whatever the width of the terminal."""
_GUTTER = 10
"""Cells of it that the line number and the marks of a cut may take."""
_PLACES = """\b
It belongs here, and holds in a new shell:
bash  sanitizer completion bash > ~/.local/share/bash-completion/completions/sanitizer
zsh   sanitizer completion zsh > ~/.zfunc/_sanitizer, with ~/.zfunc in fpath before compinit
fish  sanitizer completion fish > ~/.config/fish/completions/sanitizer.fish
"""


class _Command(click.Group):
    """The group; a number that a command returns is the exit code, and no traceback is shown for what is not a bug."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        interrupts.raise_on_signals()
        try:
            code = super().invoke(ctx)
        except ConfigError as error:
            raise _Refused(str(error)) from error
        except KeyboardInterrupt:
            code = _SIGNALLED + interrupts.number()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
            code = _PIPE_CLOSED
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # else a crash would end in 1, which says that findings are left
            if interrupts.came():  # Python 3.11 makes another exception of it where a class is being made
                code = _SIGNALLED + interrupts.number()
            else:
                traceback.print_exc()
                click.echo("Error: this is a defect of sanitizer; please report it with the lines above", err=True)
                code = _CRASHED
        ctx.exit(code or 0)


class _Refused(click.ClickException):
    exit_code = 2


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="sanitizer", message="%(prog)s %(version)s")
def main() -> None:
    """Make HTML e-mail obey a marketplace's messaging policy, and prove it.

    Settings are read from the nearest sanitizer.toml, or [tool.sanitizer] in pyproject.toml. Exit codes: 0 nothing
    is left, 1 findings are left, 2 something could not be processed.
    """


@main.command()
@judging_options
def check(**given: Any) -> int:
    """Report what violates the policy, and change nothing.

    PATH is a file, a folder (the current one if none is given) or `-` for standard input.
    """
    return _run("check", **given)


@main.command()
@judging_options
@click.option("--stdout", "to_stdout", is_flag=True, help="Write the output of the one file to standard output.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write to this folder instead.",
)
@click.option(
    "--verify",
    type=click.Choice(("auto", "strict")),
    default="auto",
    show_default=True,
    help="When a second parser must agree: for mail that could run something, or always.",
)
@click.option(
    "--output-style",
    type=click.Choice(("preserve", "pretty", "compact")),
    help="White space that shows nothing: as it is, as indentation, or gone; else as configured.",
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Status 1 also when all findings were fixed.")
def fix(**given: Any) -> int:
    """Mend what violates the policy, in place, and report what is left.

    PATH is a file, a folder (the current one if none is given) or `-` for standard input to standard output.
    """
    return _run("fix", **given)


def _run(
    mode: Literal["check", "fix"],
    *,
    paths: tuple[str, ...],
    diff: bool,
    stdin_filename: str | None,
    jobs: int | None,
    quiet: bool,
    force_exclude: bool,
    no_color: bool,
    exit_zero: bool,
    cache_dir: Path | None,
    no_cache: bool,
    watch: bool,
    exit_non_zero_on_fix: bool = False,
    to_stdout: bool = False,
    output: Path | None = None,
    **options: Any,
) -> int:
    stdin = "-" in paths
    if stdin and len(paths) > 1:
        raise click.UsageError("`-` reads standard input; give it alone")
    if diff + to_stdout + (output is not None) > 1 or (stdin and output):
        raise click.UsageError("output goes to one place: --diff, --stdout or --output")
    if to_stdout and not stdin and (len(paths) != 1 or Path(paths[0]).is_dir()):
        raise click.UsageError("--stdout takes one file; use --output DIR for several")
    if watch and (stdin or to_stdout):
        raise click.UsageError("--watch takes files and folders; neither `-` nor --stdout goes with it")

    from sanitizer.adapters.batch import cores
    from sanitizer.adapters.sanitizers import Options
    from sanitizer.adapters.session import Session, cache_folder

    aside = to_stdout or (stdin and mode == "fix")
    streams = (sys.stdout, sys.stderr) if aside or diff else (sys.stdout,)
    options["mode"] = "diff" if diff else "stdout" if aside else mode
    options["color"] = not no_color and not os.environ.get("NO_COLOR") and all(each.isatty() for each in streams)
    if sys.stdout.isatty():
        options["width"] = min(max(shutil.get_terminal_size().columns - _GUTTER, _WIDTHS[0]), _WIDTHS[1])
    if not no_cache and not stdin and not to_stdout:
        options["cache"] = str(cache_folder(cache_dir))
    chosen = Options(**options)
    make = partial(
        Session,
        chosen,
        quiet=quiet,
        force_exclude=force_exclude,
        exit_zero=exit_zero,
        exit_non_zero_on_fix=exit_non_zero_on_fix,
    )
    if watch:
        from sanitizer.adapters.watch import run

        run(make, chosen, paths or (".",), output, jobs or cores(), quiet=quiet)
    session = make()
    if stdin:
        return session.stdin(stdin_filename or "-")
    return session.paths(paths or (".",), output, jobs or cores())


@main.command()
@click.argument("path", type=click.Path())
@policy_option
@context_option
@click.option(
    "--channel",
    metavar="NAME",
    help="Channel of the policy that the text goes through: form, api.confirmOrderDetails ...; else its only one.",
)
@click.option("--unsafe-fixes", is_flag=True, help="Apply fixes that may take away a link, a picture or a look.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no summary.")
@click.option("--exit-zero", is_flag=True, help="Status 0 also when findings are left.")
def text(**given: Any) -> int:
    """Print the fixed HTML of a file as the plain text that a channel takes.

    PATH is a file, or `-` for standard input. Findings about the text, such as too many characters, go to standard
    error.
    """
    from sanitizer.adapters import texting

    return texting.run(**given)


@main.group()
def baseline() -> None:
    """Accept today's findings, so that only new ones are reported."""


@baseline.command("write")
@baseline_options
def baseline_write(**given: Any) -> int:
    """Accept all findings of files as they are today.

    PATH is a file or a folder (the current one if none is given). What the baseline has of other files stays, unless
    they are gone.
    """
    from sanitizer.adapters import baselines

    return baselines.update(**given, adds=True)


@baseline.command("prune")
@baseline_options
def baseline_prune(**given: Any) -> int:
    """Take out of the baseline what is not found any more."""
    from sanitizer.adapters import baselines

    return baselines.update(**given, adds=False)


@baseline.command("show")
@baseline_option
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def baseline_show(baseline: str | None, format_: str) -> None:
    """List the accepted findings: file, code, name, how many."""
    from sanitizer.adapters import baselines

    click.echo(baselines.listed(baseline, as_json=format_ == "json"), nl=False)


@main.command()
@cache_option
def clean(cache_dir: Path | None) -> int:
    """Remove the results kept of files that did not change."""
    from sanitizer.adapters import cache
    from sanitizer.adapters.session import cache_folder

    folder = cache_folder(cache_dir)
    try:
        was_there = cache.clear(folder)
    except OSError as error:
        raise _Refused(f"{folder}: {error.strerror or error}") from error
    click.echo(f"Removed the results in {folder}." if was_there else f"No results are kept in {folder}.", err=True)
    return 0


@main.command()
@policy_option
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def rules(policy: str | None, format_: str) -> None:
    """List the rules."""
    from sanitizer.adapters import manual

    click.echo(manual.rules(manual.policy_in_force(policy), as_json=format_ == "json"), nl=False)


@main.command()
@click.argument("rule", shell_complete=rules_by_code)
@policy_option
def explain(rule: str, policy: str | None) -> None:
    """Explain a rule, by its code or its name: why, an example, and the clause it enforces."""
    from sanitizer.adapters import manual

    page = manual.explain(rule, manual.policy_in_force(policy))
    manual.show(page)


@main.command()
@click.option("--stdio", is_flag=True, hidden=True, help="What some editors add; there is no other way.")
def lsp(**_: bool) -> int:
    """Serve an editor: findings as you type, fixes, and the manual.

    Speaks the language server protocol over standard input and output; needs the extra `lsp`.
    """
    try:
        from sanitizer.adapters.lsp import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise ConfigError("the language server needs pygls: pip install 'email-html-sanitizer[lsp]'") from error
    return serve()


@main.group("policy")
def policy_() -> None:
    """Look into policies."""


@policy_.command("show")
@click.argument("name", required=False, shell_complete=policies)
@click.option("--format", "format_", type=click.Choice(("text", "toml", "json")), default="text", show_default=True)
def show(name: str | None, format_: str) -> None:
    """Show every setting with its value, clause and trust.

    NAME is a pack or a .toml file; without it, the policy in force where the command runs.
    """
    from sanitizer.adapters import manual

    click.echo(manual.settings(manual.policy_in_force(name), format_), nl=False)


@main.command()
@click.option(
    "--policy",
    default="amazon",
    show_default=True,
    metavar="NAME|FILE",
    shell_complete=policies,
    help="What the mail has to obey: a pack or a .toml file.",
)
@click.option("--pyproject", is_flag=True, help="Write [tool.sanitizer] into pyproject.toml, whose other bytes stay.")
@click.option("--force", is_flag=True, help="Replace settings that are there.")
def init(*, policy: str, pyproject: bool, force: bool) -> None:
    """Write a configuration to start from, with every setting explained."""
    from sanitizer.adapters.init import write

    path = write(Path(), policy, pyproject=pyproject, force=force)
    click.echo(
        f"Wrote {path} with the policy {policy}. Next:\n\n"
        "  sanitizer check          what violates the policy, in this folder and below\n"
        "  sanitizer fix --diff     what would be changed\n"
        "  sanitizer fix            change it\n"
        "  sanitizer policy show    what the policy says"
    )


@main.command(epilog=_PLACES)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script with which a shell completes commands, options, rules, policies and formats."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(main, {}, "sanitizer", "_SANITIZER_COMPLETE").source())
