"""The command ``text``: one file of HTML as the plain text that a channel takes."""

import sys
from pathlib import Path

import click

from sanitizer.adapters import files
from sanitizer.adapters.judge import told
from sanitizer.adapters.sanitizers import Options, sanitizer_for
from sanitizer.adapters.session import CLEAN, FAILED, LEFT
from sanitizer.context import MessageContext
from sanitizer.errors import ConfigError, SanitizerError
from sanitizer.plain_text import text_of
from sanitizer.reports import FileReport, Run, Totals
from sanitizer.reports import text as form

__all__ = ["run"]


def run(
    *,
    path: str,
    policy: str | None,
    context: MessageContext | None,
    channel: str | None,
    unsafe_fixes: bool,
    quiet: bool,
    exit_zero: bool,
) -> int:
    """Print the text, and on standard error what is wrong with it; the exit code.

    Raises:
        ConfigError: the configuration, policy, channel or context cannot be used.

    """
    options = Options(policy=policy, unsafe_fixes=unsafe_fixes or None, template_language="none", suppressions=False)
    sanitizer = sanitizer_for(Path(path), options)
    try:
        most = sanitizer.policy.max_bytes
        data = sys.stdin.buffer.read(files.most(most) + 1) if path == "-" else files.read(Path(path), most)
        made = text_of(sanitizer, data, channel=channel, context=context)
    except ConfigError:
        raise
    except (SanitizerError, OSError) as error:
        click.echo(f"Error: {path}: {told(error)}", err=True)
        return FAILED
    sys.stdout.buffer.write(f"{made.text}\n".encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    file, totals = FileReport(path, made.report, text=made.text), Totals()
    totals.add(file)
    click.echo(form.render(file) + form.closing(Run(sanitizer.policy, totals, quiet=quiet)), nl=False, err=True)
    return LEFT if totals.failing and not exit_zero else CLEAN
