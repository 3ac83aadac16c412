"""Which rules and problems are meant by codes, by the beginnings of codes, and by names."""

from collections.abc import Iterable, Sequence

from sanitizer.directives import PROBLEMS, ProblemKind
from sanitizer.errors import ConfigError
from sanitizer.findings import Safety
from sanitizer.rule import Rule
from sanitizer.rules import RULES

__all__ = ["KNOWN", "applied", "selected", "selected_problems", "with_enforced"]

KNOWN: tuple[Rule | ProblemKind, ...] = (*RULES, *PROBLEMS)
"""What may be selected and ignored."""


def selected(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that codes, prefixes of codes or names choose; all but previews for none.

    Raises:
        ConfigError: a code or name that no rule has.

    """
    chosen, dropped = tuple(select), tuple(ignore)
    for part in (*chosen, *dropped):
        if not part or not any(_is_meant((part,), each) for each in KNOWN):
            raise ConfigError(f"no rule has a code that starts with {part!r}{_instead(part)}")
    return tuple(
        rule
        for rule in RULES
        if (_is_meant(chosen, rule) if chosen else not rule.preview) and not _is_meant(dropped, rule)
    )


def with_enforced(chosen: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules chosen and those that run whenever something is mended, in their order."""
    meant = set(chosen)
    return tuple(rule for rule in RULES if rule in meant or rule.safety == "enforced")


def applied(*, unsafe_fixes: bool) -> frozenset[Safety]:
    """The classes of fixes that are carried out."""
    return frozenset(("enforced", "safe", "unsafe") if unsafe_fixes else ("enforced", "safe"))


def selected_problems(select: Sequence[str], ignore: Sequence[str]) -> tuple[ProblemKind, ...]:
    """The kinds of problems with suppression comments that are reported: chosen as rules are."""
    return tuple(kind for kind in PROBLEMS if (not select or _is_meant(select, kind)) and not _is_meant(ignore, kind))


def _is_meant(parts: Iterable[str], each: Rule | ProblemKind) -> bool:
    """Whether a code, the beginning of one, or a name means the rule."""
    return any(part == each.name or each.code.startswith(part) for part in parts)


def _instead(part: str) -> str:
    import difflib  # only for mistakes

    near = difflib.get_close_matches(part.lower(), [each.name for each in KNOWN], 1)
    families = ", ".join(sorted({each.code[:3] for each in KNOWN}))
    return f", did you mean {near[0]}?" if near else f" and none is called so; families are {families}"
