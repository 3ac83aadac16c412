"""One walk over the document: rules look, the engine collects their violations and plans the edits.

Which check looks at what is settled once per policy and remembered by tag, by attribute and by property,
so that the walk asks a table and not the rules.
"""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from sanitizer.edits import Plan, RemoveElement, ReplaceWithText
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.html import css, dom
from sanitizer.html.dom import Document, Element
from sanitizer.policy import Policy
from sanitizer.rule import (
    Context,
    OnAttribute,
    OnComment,
    OnDeclaration,
    OnDocument,
    OnElement,
    OnSheet,
    OnStrayTag,
    Rule,
    Seen,
    StyleViolations,
    Verdict,
    Violation,
    each,
)

__all__ = ["Engine"]

_REMEMBERED = 8192
"""Most entries of a table; what an attacker makes up beyond it is worked out anew each time."""
_CLOCK_EVERY = 1024
"""Elements between two looks at the clock."""

_REMOVALS = frozenset((RemoveElement, ReplaceWithText))

_AttributeCheck = Callable[[Context, Element, str, str], Iterable[Violation]]


class _Tag(NamedTuple):
    """What the rules want of one tag."""

    checks: tuple[Callable[[Context, Element], Iterable[Violation]], ...]
    attributes: "dict[str, tuple[_AttributeCheck, ...] | None]"
    """Checks by attribute name; ``None`` for a style attribute, whose declarations are looked at."""
    sheet: bool


class _Judged(NamedTuple):
    """What the rules say of one style attribute."""

    verdicts: tuple[tuple[Rule, int, Verdict], ...]
    rewrites: tuple[tuple[int, str | None], ...]
    """What mends those that are to be mended."""
    after: str | None
    """The attribute's value when they are."""


class Engine:
    """Rules bound to a policy. Holds no state of a document; may be used from several threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        """``applied`` names the classes of fixes that are carried out."""
        rules = tuple(rules)
        menders = tuple(rule for rule in rules if rule.safety in applied)
        self._prover = self if menders == rules else Engine(policy, menders, applied)
        self.policy = policy
        self.applied = applied
        looks = [(rule, look) for rule in rules for look in rule.looks]
        self._on_element = [look for _, look in looks if isinstance(look, OnElement)]
        self._on_attribute = [look for _, look in looks if isinstance(look, OnAttribute)]
        self._on_declaration = [(rule, look) for rule, look in looks if isinstance(look, OnDeclaration)]
        self._on_sheet = [look for _, look in looks if isinstance(look, OnSheet)]
        self._on_comment = [look for _, look in looks if isinstance(look, OnComment) and look.wants(policy)]
        self._on_stray_tag = [look for _, look in looks if isinstance(look, OnStrayTag)]
        self._on_document = [look for _, look in looks if isinstance(look, OnDocument) and look.wants(policy)]
        self._tags: dict[str, _Tag] = {}
        self._properties: dict[tuple[str, str], tuple[tuple[Rule, OnDeclaration], ...]] = {}
        self._judged: dict[tuple[str, str], _Judged] = {}

    def check(self, document: Document) -> list[Seen]:
        """Every violation of the document as it stands.

        Raises:
            LimitError: the document is over a limit of the policy.
        """
        context = Context(self.policy, document, self._is_clean)
        return [*self._parts(context), *self._whole(context)]

    def plan(self, document: Document) -> "tuple[list[Seen], Plan]":
        """Every violation, and the plan of the edits that mend what may be mended, carried out in the tree.

        Raises:
            LimitError: the document is over a limit of the policy.
        """
        context = Context(self.policy, document, self._is_clean)
        plan = Plan(document)
        seen = self._parts(context)
        self._carry_out(plan, seen)
        late = self._whole(context)
        self._carry_out(plan, late)
        plan.is_settled = not any(self.fixes(violation) for violation in each(late))
        return seen + late, plan

    def fixes(self, violation: Violation) -> bool:
        """Whether the violation is mended."""
        return bool(violation.edits) and violation.safety in self.applied

    def remaining(self, document: Document, *, whole: bool = True) -> list[Violation]:
        """What should have been mended but stands in the document: empty for a proven one.

        Without ``whole`` the looks at the whole tree are left out, for a tree that they have seen already.
        """
        prover = self._prover
        context = Context(self.policy, document, self._is_clean)
        seen = prover._parts(context)
        if whole:
            seen += prover._whole(context)
        return [violation for violation in each(seen) if self.fixes(violation)]

    def _is_clean(self, markup: str) -> bool:
        return not any(violation.safety == "enforced" for violation in each(self.check(Document(markup))))

    def _carry_out(self, plan: Plan, seen: list[Seen]) -> None:
        applied = self.applied
        for item in seen:
            if type(item) is StyleViolations:
                judged = self._judged_style(item.element)
                if judged.rewrites:
                    plan.rewrite_style(item.element, judged.rewrites, judged.after)
            elif isinstance(item, Violation) and item.safety in applied:
                for edit in item.edits:
                    plan.accept(edit)
        if seen and plan:
            plan.apply()

    def _parts(self, context: Context) -> list[Seen]:
        seen: list[Seen] = []
        self._walk(context, seen)
        if self._on_comment:
            for data, start, end in dom.comments(context.document):
                for comment in self._on_comment:
                    seen.extend(comment.check(context, data, (start, end)))
        if self._on_stray_tag:
            for tag, start, end in dom.stray_tags(context.document):
                for stray in self._on_stray_tag:
                    seen.extend(stray.check(context, tag, (start, end)))
        return seen

    def _whole(self, context: Context) -> list[Seen]:
        return [violation for look in self._on_document for violation in look.check(context)]

    def _walk(self, context: Context, seen: list[Seen]) -> None:
        policy, tags = self.policy, self._tags
        clock, stop = time.thread_time, time.thread_time() + policy.max_seconds
        document = context.document
        skip = count = 0
        for element in document.tree.iter_elements():
            count += 1
            if not count % _CLOCK_EVERY and clock() > stop:
                raise LimitError("max_seconds", policy.max_seconds, policy.max_seconds + clock() - stop)
            if skip:
                skip -= 1
                continue
            tag = element.tag
            entry = tags.get(tag) or self._tag(tag)
            gone = False
            for check in entry.checks:
                for violation in check(context, element):
                    seen.append(violation)
                    gone = gone or self._removes(violation)
                if gone:
                    break
            if gone:
                skip = sum(1 for _ in element.iter_elements())
                continue
            attributes = element.attrs
            if attributes:
                known = entry.attributes
                if len(attributes) > policy.max_attributes:
                    raise LimitError("max_attributes", policy.max_attributes, len(attributes))
                for name in attributes:
                    checks = known[name] if name in known else self._attribute(tag, name)
                    if checks:
                        value = element.attr(name) or ""
                        for attribute_check in checks:
                            seen.extend(attribute_check(context, element, name, value))
                    elif checks is None and (verdicts := self._judged_style(element).verdicts):
                        seen.append(StyleViolations(element, verdicts))
            if entry.sheet:
                self._sheet(context, element, seen)
        if count > policy.max_elements:
            raise LimitError("max_elements", policy.max_elements, count)
        if count > policy.max_depth and (depth := dom.depth_over(document.root, policy.max_depth)):
            raise LimitError("max_depth", policy.max_depth, depth)

    def _removes(self, violation: Violation) -> bool:
        """Whether the element goes, so that nothing else about it is to be said."""
        return violation.safety in self.applied and any(type(edit) in _REMOVALS for edit in violation.edits)

    def _judged_style(self, element: Element) -> _Judged:
        key = element.tag, element.attr("style") or ""
        return self._judged.get(key) or self._judge(*key)

    def _judge(self, tag: str, text: str) -> _Judged:
        if len(text) > self.policy.max_style_length:
            raise LimitError("max_style_length", self.policy.max_style_length, len(text))
        verdicts: list[tuple[Rule, int, Verdict]] = []
        rewrites: dict[int, str | None] = {}
        for index, declaration in enumerate(css.parse_style(text)):
            key = (tag, declaration.name)
            looks = self._properties.get(key)
            if looks is None:
                looks = tuple(pair for pair in self._on_declaration if pair[1].wants(self.policy, *key))
                _remember(self._properties, key, looks)
            for rule, look in looks:
                if verdict := look.check(self.policy, tag, declaration):
                    verdicts.append((rule, index, verdict))
                    if rule.safety in self.applied:
                        rewrites.setdefault(index, verdict.replacement)
        mended = tuple(rewrites.items())
        after = css.rewritten(text, mended, ()) if mended else text
        return _remember(self._judged, (tag, text), _Judged(tuple(verdicts), mended, after))

    def _sheet(self, context: Context, element: Element, seen: list[Seen]) -> None:
        text = element.text
        if len(text) > self.policy.max_style_length:
            raise LimitError("max_style_length", self.policy.max_style_length, len(text))
        for look in self._on_sheet:
            seen.extend(look.check(context, element, text))

    def _tag(self, tag: str) -> _Tag:
        policy = self.policy
        checks = tuple(look.check for look in self._on_element if look.wants(policy, tag))
        sheet = tag == "style" and tag in policy.elements_keep
        return _remember(self._tags, tag, _Tag(checks, {}, sheet))

    def _attribute(self, tag: str, name: str) -> tuple[_AttributeCheck, ...] | None:
        checks: tuple[_AttributeCheck, ...] | None = tuple(
            look.check for look in self._on_attribute if look.wants(self.policy, tag, name)
        )
        if name == "style" and not checks:
            checks = None
        return _remember((self._tags.get(tag) or self._tag(tag)).attributes, name, checks)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _remember(table: dict[_Key, _Value], key: _Key, value: _Value) -> _Value:
    if len(table) < _REMEMBERED:
        table[key] = value
    return value
