"""What suppression comments keep and silence of the findings of a text, for tests."""

import sanitizer
from sanitizer.directives import PROBLEMS
from sanitizer.rules import RULES
from sanitizer.silencing import Silenced, silenced
from sanitizer.suppressions import suppressions

GIF = '<img src="https://m.media-amazon.com/a.gif" alt="Acme" width="100">'
RED = '<p style="color:red">Hello</p>'
CODES = frozenset(rule.code for rule in RULES)
SHOWN = frozenset(problem.code for problem in PROBLEMS)


def parted(text: str, **options: object) -> Silenced:
    """The findings of a text under the amazon policy, by its comments."""
    options = {"ran": CODES - {"STY010"}, "shown": SHOWN} | options
    return silenced(sanitizer.check(text).findings, suppressions(text), **options)


def told(text: str, **options: object) -> tuple[list[str], list[str]]:
    """Codes and lines of the findings kept and of those suppressed."""
    both = parted(text, **options)
    kept, suppressed = ([f"{finding.code}:{finding.line}" for finding in part] for part in both)
    return kept, suppressed
