"""Where style elements may not stay, what the policy allows of their sheets moves into style attributes first.

So the look that is allowed outlives the sheet, and every rule finds what is shown in one place.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from sanitizer.edits import StartTag
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.html import cascade, css, markup
from sanitizer.html.css import Declaration
from sanitizer.html.dom import Document, Element
from sanitizer.html.media import Reach
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule
from sanitizer.templates.masking import holds_tag

__all__ = ["Inliner", "with_declarations"]

_STYLE = re.compile(r"<style[\s>/]", re.IGNORECASE)
_HINT = re.compile(r"mso-|-ms-|-premailer-|-(?:webkit|moz)-(?:text-size-adjust|font-smoothing|osx-)|text-size-adjust")
"""Properties that speak to one client about the whole page, and do nothing on an element."""
_TEMPLATE = re.compile(r"[{}<>\[\]]|%%|\*\||@@")
"""What a template tag in a sheet is known by: its value is unknown, and would be written once for each element."""
_NO_BACKGROUND = frozenset(("0 0", "initial", "none", "transparent"))


class Inliner:
    """Moves declarations of sheets; bound to a policy and rules. Safe to share between threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        self._policy = policy
        self._looks = [
            look
            for rule in rules
            if rule.may_mend(policy, applied)
            for look in rule.looks
            if isinstance(look, OnDeclaration)
        ]
        self._is_needed = "style" not in policy.elements_keep
        self._wanted = lru_cache(maxsize=8192)(self._judge)

    def moved(self, document: Document) -> dict[Element, str]:
        """What to put before the style attribute's own declarations, for each element that sheets reach.

        Raises:
            LimitError: a sheet or the number of their selectors is over a limit of the policy; or they reach so many
                elements that the text would be, or that matching them takes too long.

        """
        if not self._is_needed or not _STYLE.search(document.text):
            return {}
        policy, sheets = self._policy, cascade.sheets_of(document)
        if (longest := max((len(sheet.text) for sheet in sheets), default=0)) > policy.max_style_length:
            raise LimitError("max_style_length", policy.max_style_length, longest)
        rules = cascade.compiled(sheets, self._wanted, policy.reference_width, least=Reach.ALWAYS)
        if len(rules) > policy.max_style_rules:
            raise LimitError("max_style_rules", policy.max_style_rules, len(rules))
        moved = cascade.moved(document, rules, policy.max_seconds)
        if (size := len(document.text) + sum(map(len, moved.values()))) > policy.max_bytes:
            raise LimitError("max_bytes", policy.max_bytes, size)
        return moved

    def _judge(self, declaration: Declaration) -> str | None:
        """What of a declaration may move: all, or what the fixes of rules leave of it."""
        name, value = declaration.name, declaration.value
        if _HINT.match(name) or _TEMPLATE.search(value) or holds_tag(value):
            return None
        if name.startswith("background") and value.lower() in _NO_BACKGROUND:
            return None
        for look in self._looks:
            if look.wants(self._policy, "style", name) and (verdict := look.check(self._policy, "style", declaration)):
                return verdict.replacement
        return cascade.written(declaration)


@lru_cache(maxsize=4096)
def with_declarations(tag: str, declarations: str, own: str) -> tuple[StartTag, str, int]:
    """A start tag with declarations before those of its style attribute, its new value, and how many they are.

    Without the text of the tag only the value is worked out.
    """
    value = f"{declarations}; {own}" if own.strip() else declarations
    if tag:
        start = StartTag(tag, markup.rewritten_tag(tag, {"style": value}), (("style", value),))
    else:
        start = StartTag("", value, ())
    return start, value, len(css.parse_style(declarations))
