"""The table of rules in the README, made from the rules themselves."""

import sys
from collections.abc import Iterable

from sanitizer.policy import Policy
from sanitizer.rule import Rule

__all__ = ["fix_class", "manual", "rule_table", "summary"]

_HEAD = ("code", "name", "what", "fix", "clause", "trust")


def summary(rule: Rule) -> str:
    """The first sentence of the rule's manual, without its full stop."""
    return manual(rule).partition("\n")[0].rstrip(".")


def rule_table(rules: Iterable[Rule], policy: Policy) -> str:
    """A Markdown table with one row a rule, in their order.

    ``fix`` is the class of the rule's fixes, or a dash for one that only reports; ``clause`` and ``trust`` are those
    of the setting that the rule enforces, in ``policy``.
    """
    rows = [_HEAD, tuple("---" for _ in _HEAD)]
    for rule in rules:
        origin = policy.origins[rule.setting]
        rows.append(
            (rule.code, f"`{rule.name}`", _cell(summary(rule)), fix_class(rule), f"`{origin.clause}`", origin.trust)
        )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def fix_class(rule: Rule) -> str:
    """The class of the rule's fixes, or a dash for one that only reports."""
    return (rule.safety or "-") if "\nAfter::\n" in manual(rule) else "-"


def manual(rule: Rule) -> str:
    """The docstring of the module the rule is made in, its code spans as Markdown has them."""
    check = rule.looks[0].check
    return (sys.modules[check.__module__].__doc__ or "").replace("``", "`")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
