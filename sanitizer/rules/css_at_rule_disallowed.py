"""Style sheets that stay hold no at-rule that loads another sheet or changes how names are read.

``@import`` loads what no scan has seen; an at-rule that is not known here is not known to be harmless. At-keywords are
read with their escapes decoded, and wherever they stand: readers differ in what a stray bracket hides.

Policy: email

Before::

    <style>@import "https://shop.example/a.css"; p { font-weight: bold }</style><p>Hello</p>

After::

    <style> p { font-weight: bold }</style><p>Hello</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import ReplaceText
from sanitizer.html.dom import Element
from sanitizer.html.sheets import unknown_at_rules
from sanitizer.rule import OnSheet, Rule, Violation

KNOWN = frozenset(
    "charset container counter-style font-face font-feature-values font-palette-values keyframes layer list media page"
    " property scope starting-style supports viewport -moz-document -moz-keyframes -ms-keyframes -ms-viewport"
    " -o-keyframes -o-viewport -webkit-keyframes".split()
)
"""At-rules that load nothing (CSS specifications of 2026, and ``@list`` of Word)."""


def check(context: Context, element: Element, text: str) -> Iterator[Violation]:
    at = element.source_location
    for name, start, end in unknown_at_rules(text, KNOWN):
        part = None if at is None else (at.start_tag.end_offset + start, at.start_tag.end_offset + end)
        yield RULE.violation(element, f"@{name} is not allowed", ReplaceText(element, start, end, ""), part=part)


RULE = Rule(
    "SEC013",
    "css-at-rule-disallowed",
    setting="css_functions",
    looks=(OnSheet(check),),
    safety="enforced",
)
