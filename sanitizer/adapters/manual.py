"""What the command tells about rules and policies: the rules' own docstrings and the policy's own data."""

import difflib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any

import click

from sanitizer.choosing import KNOWN
from sanitizer.config import config_for
from sanitizer.directives import PROBLEMS, ProblemKind
from sanitizer.errors import ConfigError
from sanitizer.policy import SETTINGS, Policy
from sanitizer.reports.rule_table import fix_class, manual, summary
from sanitizer.rule import Rule
from sanitizer.rules import RULES
from sanitizer.silencing import SUPPRESSION_CLAUSE

__all__ = ["explain", "policy_in_force", "rules", "settings", "show"]

_WIDTH = 72
"""Most characters of a value in the list of settings; the other formats have it whole."""


def policy_in_force(name: str | None) -> Policy:
    """The policy of this name or file, or the one configured where the command runs.

    Raises:
        ConfigError: it cannot be used.

    """
    return Policy.load(name) if name else config_for(Path("-")).policy


def rules(policy: Policy, *, as_json: bool) -> str:
    """Every rule: code, name, severity, class of its fixes, first line of its manual."""
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "fix": fix_class(rule),
            "clause": policy.origins[rule.setting].clause,
            "summary": summary(rule),
        }
        for rule in RULES
    ]
    rows += [
        {
            "code": problem.code,
            "name": problem.name,
            "severity": "warning",
            "fix": "-",
            "clause": SUPPRESSION_CLAUSE,
            "summary": problem.summary,
        }
        for problem in PROBLEMS
    ]
    rows.sort(key=lambda row: row["code"])
    if as_json:
        return json.dumps(rows, indent=2, ensure_ascii=True) + "\n"
    columns = ("code", "name", "severity", "fix", "summary")
    return _table(columns, [[row[column] for column in columns] for row in rows])


def explain(wanted: str, policy: Policy) -> str:
    """The manual of the rule with this code or name, and what it enforces.

    Raises:
        ConfigError: no such rule.

    """
    rule = _rule(wanted)
    if isinstance(rule, ProblemKind):
        return f"{rule.code} {rule.name}\n\n{rule.manual}\n\nseverity: warning\nfix:      -\n"
    origin = policy.origins[rule.setting]
    facts = {
        "severity": rule.severity,
        "fix": fix_class(rule),
        "policy": f"{policy.name}, {rule.setting} = {_shortened(getattr(policy, rule.setting))}",
        "clause": f"{origin.clause}: {origin.text}",
        "source": f"{origin.source}" + (f" (read {origin.read})" if origin.read else ""),
        "trust": origin.trust,
    }
    lines = "".join(f"{name + ':':10}{value}\n" for name, value in facts.items())
    return f"{rule.code} {rule.name}\n\n{manual(rule).strip()}\n\n{lines}"


def show(page: str) -> None:
    """Print a page, on a terminal with its examples as HTML in colours."""
    if not sys.stdout.isatty():
        click.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.syntax import Syntax

    console = Console()
    for line in page.splitlines():
        if line.startswith("    "):
            console.print(Syntax(line, "html", theme="ansi_dark", background_color="default", word_wrap=True))
        else:
            console.print(
                line, style="bold" if line.endswith("::") else None, markup=False, highlight=False, soft_wrap=True
            )


def settings(policy: Policy, format_: str) -> str:
    """The policy as a table, as JSON, or as a TOML file that loads as the same policy."""
    data = policy.to_dict()
    if format_ == "json":
        return json.dumps(data, indent=2) + "\n"
    if format_ == "toml":
        return "".join(_toml(data))
    rows = [[name, _shortened(data[name]["value"]), data[name]["clause"], data[name]["trust"]] for name in SETTINGS]
    head = f"{policy.title} ({policy.name}, {policy.version})\n\n"
    return head + _table(("setting", "value", "clause", "trust"), rows)


def _rule(wanted: str) -> Rule | ProblemKind:
    known = {name: rule for rule in KNOWN for name in (rule.code, rule.name)}
    for spelling in (wanted.upper(), wanted.lower()):
        if spelling in known:
            return known[spelling]
    near = difflib.get_close_matches(wanted.upper(), known, 1) or difflib.get_close_matches(wanted.lower(), known, 1)
    told = f"did you mean {near[0]}?" if near else "`sanitizer rules` lists them"
    raise ConfigError(f"no rule {wanted!r}, {told}")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in line, the last of them open, so that every row is one line."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in (columns, *rows))
    return "".join(f"{line}\n" for line in lines)


def _shortened(value: object) -> str:
    if isinstance(value, (Mapping, frozenset, list)):
        return shorten(", ".join(sorted(value)) or "none", _WIDTH, placeholder=f" ... ({len(value)})")
    return json.dumps(value)


def _toml(data: Mapping[str, Any]) -> Iterator[str]:
    for name, part in data.items():
        if not isinstance(part, Mapping):
            yield f"{name} = {_toml_value(part)}\n"
            continue
        yield f"\n[{name}]\n"
        for key, value in part.items():
            if key == "read" and value is not None:
                yield f"read = {value}\n"
            elif value is not None:
                yield f"{key} = {_toml_value(value)}\n"


def _toml_value(value: object) -> str:
    """A value in TOML, whose texts, numbers, lists and booleans are written as in JSON."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_toml_value(part)}" for name, part in value.items()) + " }"
    return json.dumps(value)
