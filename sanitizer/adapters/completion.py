"""What a shell may complete where the command line itself does not say: rules and policies."""

from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem

__all__ = ["languages", "policies", "rule_codes", "rules_by_code"]


def policies(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Policy packs; where none begins so, the shell offers files."""
    from sanitizer.policy import PACKS

    return [CompletionItem(name) for name in PACKS if name.startswith(begun)] or [CompletionItem(begun, type="file")]


def rules_by_code(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Rules by their code, and by their name once that is begun."""
    return [
        CompletionItem(word, help=told)
        for code, name, told in _rules()
        for word in ((code, name) if begun else (code,))
        if word.lower().startswith(begun.lower())
    ]


def rule_codes(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Codes and what codes begin with, one behind the other as in ``SEC,IMG001``."""
    rules = _rules()
    families = {code.rstrip("0123456789"): "every such rule" for code, _, _ in rules}
    return _listed(families | {code: told for code, _, told in rules}, begun)


def languages(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Template languages, one behind the other."""
    from sanitizer.templates.languages import LANGUAGES

    alone = () if "," in begun else ("auto", "none")
    return _listed(dict.fromkeys((*alone, *LANGUAGES)), begun)


def _listed(words: Mapping[str, str | None], begun: str) -> list[CompletionItem]:
    """The words that may end a list with commas, with what they mean."""
    before, comma, last = begun.rpartition(",")
    return [
        CompletionItem(before + comma + word, help=told)
        for word, told in words.items()
        if word.lower().startswith(last.lower()) and word not in before.split(",")
    ]


def _rules() -> list[tuple[str, str, str]]:
    """Code, name and first sentence of each rule, by code."""
    from sanitizer.directives import PROBLEMS
    from sanitizer.reports.rule_table import summary
    from sanitizer.rules import RULES

    rules = [(rule.code, rule.name, summary(rule)) for rule in RULES]
    return sorted([*rules, *((each.code, each.name, each.summary) for each in PROBLEMS)])
