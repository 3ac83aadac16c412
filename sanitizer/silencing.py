"""Findings against suppression comments: which are left, which are silenced, and what is wrong with the comments."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sanitizer.directives import NO_REASON, PROBLEMS, SHOWN, UNKNOWN, UNUSED, Problem
from sanitizer.findings import Finding
from sanitizer.rule import Rule
from sanitizer.rules import RULES
from sanitizer.rules.comment_disallowed import RULE as COMMENT
from sanitizer.spans import quoted
from sanitizer.suppressions import Scope, Suppressions, spellings

__all__ = ["SUPPRESSION_CLAUSE", "Silenced", "silenced"]

SUPPRESSION_CLAUSE = "template.suppression"
"""What a problem with a comment cites: no clause of a policy, since none speaks of templates."""
_ENFORCED = frozenset(rule.code for rule in RULES if rule.safety == "enforced")
"""The codes of rules that security depends on: their findings are silenced in a report, and mended all the same."""
_MEANT: dict[str, list[Rule]] = {}
"""The rules that a comment may mean, by what it calls them."""
for _rule in RULES:
    for _word in spellings(_rule.code, _rule.name):
        _MEANT.setdefault(_word, []).append(_rule)
_OURS = {word for kind in PROBLEMS for word in spellings(kind.code, kind.name)}


class Silenced(NamedTuple):
    """The findings of one text, parted by its suppression comments."""

    kept: tuple[Finding, ...]
    """Those that nobody silenced, and what is wrong with the comments."""
    suppressed: tuple[Finding, ...] = ()


def silenced(
    findings: Iterable[Finding],
    found: Suppressions,
    *,
    ran: Collection[str],
    shown: Collection[str],
    require_reason: bool = False,
    fixing: bool = False,
) -> Silenced:
    """Part findings by the suppression comments of their text.

    ``ran`` has the codes of the rules that looked: what others would have found is unknown, so that a comment for them
    is not called unused. ``shown`` has the codes of the kinds of problems to report. With ``fixing`` enforced rules are
    not silenced: what is written obeys them, or is said not to. That a suppression comment is itself a comment, which a
    policy may forbid, is in neither part: it goes when the message is made.
    """
    if not found:
        return Silenced(tuple(findings))
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    places: list[tuple[str, str, int]] = []
    for finding in sorted(findings, key=lambda finding: (finding.line, finding.column)):
        place = found.offset(finding.line, finding.column)
        if finding.code == COMMENT.code and found.begins(place):
            continue
        is_covered = found.covers(finding.code, finding.name, place)
        if is_covered:
            places.append((finding.code, finding.name, place))
        (suppressed if is_covered and not (fixing and finding.code in _ENFORCED) else kept).append(finding)
    written = (each for each in found.problems if require_reason or each.kind is not NO_REASON)
    problems = (*written, *_problems(found, found.used(places), ran))
    kept += (_finding(problem, found) for problem in problems if problem.kind.code in shown)
    return Silenced(tuple(kept), tuple(suppressed))


def _problems(found: Suppressions, used: set[Scope], ran: Collection[str]) -> Iterator[Problem]:
    """Rules that there are not, and those that are found nowhere in their scope."""
    for scope in found.scopes:
        word, start, end = scope.named
        if word not in _MEANT:
            told = f"no rule is called {word[:SHOWN]!r}; {_instead(word)}"
            if word in _OURS:
                told = f"{word} is about these comments; set it aside with `ignore` or `per_file_ignores`"
            yield Problem(UNKNOWN, told, start, end)
        elif scope.start > scope.end:
            told = (
                f"{word} is ignored where nothing stands; `ignore` is for its own line, `ignore-next-line` for the next"
            )
            yield Problem(UNUSED, told, start, end)
        elif scope not in used and _has_run(word, ran):
            yield Problem(UNUSED, f"{word} is ignored and not found here; take it out", start, end)


def _instead(word: str) -> str:
    """What may have been meant by a word that is no rule."""
    import difflib  # only for mistakes

    if word.upper() in _MEANT or word.lower() in _MEANT:
        return f"did you mean {word.upper() if word.upper() in _MEANT else word.lower()}?"
    first = word.split(maxsplit=1)[0].strip("[]():")
    if first in _MEANT:
        return f"write `{first}`, commas between several, and a reason behind ` -- `"
    near = difflib.get_close_matches(word[:SHOWN], _MEANT, 1)
    return f"did you mean {near[0]}?" if near else "`sanitizer rules` lists them"


def _has_run(word: str, ran: Collection[str]) -> bool:
    """Whether all that the word means has looked; a preview rule only counts where it is meant alone."""
    meant = [rule.code for rule in _MEANT[word] if not rule.preview] or [rule.code for rule in _MEANT[word]]
    return all(code in ran for code in meant)


def _finding(problem: Problem, found: Suppressions) -> Finding:
    kind, message, start, end = problem
    line, column = found.line_and_column(start)
    end_line, end_column = found.line_and_column(end)
    return Finding(
        code=kind.code,
        name=kind.name,
        severity="warning",
        message=message,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        clause=SUPPRESSION_CLAUSE,
        safety=None,
        fixed=False,
        before=quoted(found.text[start:end]),
        after=None,
    )
