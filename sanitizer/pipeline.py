"""The public verbs: a source goes in, the same kind comes out, proven clean, with a report."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from sanitizer.engine import Engine
from sanitizer.errors import ConfigError
from sanitizer.findings import Finding, Report, Result, Safety
from sanitizer.html import dom, second
from sanitizer.html.dom import Document
from sanitizer.html.equivalence import same_display
from sanitizer.html.formatting import OUTPUT_STYLES, OutputStyle, formatted
from sanitizer.html.source import Source, read
from sanitizer.inlining import Inliner
from sanitizer.placing import findings
from sanitizer.policy import Policy
from sanitizer.proof import prove
from sanitizer.rule import Rule
from sanitizer.rules import RULES

__all__ = ["OutputStyle", "Sanitizer", "Verify", "check", "sanitize", "selected"]

Kind = TypeVar("Kind")
Verify = Literal["auto", "strict"]
"""``strict`` always asks libxml2 for a second opinion on the output, ``auto`` only when the input held
something that could run or load (script, event handler, dangerous address ...)."""


def selected(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that codes or prefixes of codes (``"IMG"``, ``"STY003"``) choose; all but previews for none.

    Raises:
        ConfigError: a code that no rule has.

    """
    chosen, dropped = tuple(select), tuple(ignore)
    for part in (*chosen, *dropped):
        if not part or not any(rule.code.startswith(part) for rule in RULES):
            families = ", ".join(sorted({rule.code[:3] for rule in RULES}))
            raise ConfigError(f"no rule has a code that starts with {part!r}; families are {families}")
    return tuple(
        rule
        for rule in RULES
        if (rule.code.startswith(chosen) if chosen else not rule.preview)
        and not rule.code.startswith(dropped or ("-",))
    )


class Sanitizer:
    """A policy with its rules, made once and used for many messages. Safe to share between threads."""

    def __init__(
        self,
        policy: str | Path | Policy = "amazon",
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        unsafe_fixes: bool = False,
        verify: Verify = "auto",
        output_style: OutputStyle = "preserve",
        is_report_read: bool = False,
    ) -> None:
        """Bind a policy and choose rules.

        ``policy`` is the name of a pack, the path of a TOML file or a :class:`Policy`. ``select`` and ``ignore``
        take codes or prefixes; enforced rules always run in :meth:`sanitize`. ``unsafe_fixes`` also applies
        fixes that may take away a link or a picture. ``output_style`` lays the output anew, ``pretty`` for people
        and ``compact`` for size, with the same display; ``preserve`` keeps the author's white space.
        ``is_report_read`` says that every report will be read: it is then made with the output, in less time than
        both take one after the other; without it a report that nobody reads costs nothing.

        Raises:
            ConfigError: a policy, code or output style that cannot be used.

        """
        if output_style not in OUTPUT_STYLES:
            raise ConfigError(f"no output style is called {output_style!r}; there are {', '.join(OUTPUT_STYLES)}")
        self.policy = Policy.load(policy)
        self._verify = verify
        self._output_style: OutputStyle = output_style
        applied: set[Safety] = {"enforced", "safe", "unsafe"} if unsafe_fixes else {"enforced", "safe"}
        chosen = selected(select, ignore)
        kept = tuple(rule for rule in RULES if rule in chosen or rule.safety == "enforced")
        inliner = Inliner(self.policy, kept, frozenset(applied))
        self._checker = Engine(self.policy, chosen, frozenset(applied), inliner=inliner)
        self._fixer = (
            self._checker if kept == chosen else Engine(self.policy, kept, frozenset(applied), inliner=inliner)
        )
        self._mender = (
            self._fixer
            if is_report_read
            else Engine(self.policy, kept, frozenset(applied), inliner=inliner, only_mends=True)
        )

    def sanitize(self, source: Kind) -> Result[Kind]:
        """The source made to obey the policy.

        ``source`` is HTML as ``str``, ``bytes``, a BeautifulSoup or an lxml element or tree; the output is of
        the same type. A fragment stays a fragment. Text that no rule touches comes back byte for byte, and a
        source without violations comes back as the same object.

        Raises:
            SourceError: the source cannot be read.
            LimitError: the source is over a limit of the policy, which the error names.
            ProofError: the output could not be proven clean.

        """
        given = read(source)
        document = self._parse(given.text)
        planned = self._mender.plan(document)
        if self._mender is self._fixer:
            report = Report(tuple(findings(self._fixer, document, planned.seen, fixing=True)), self.policy.name)
        else:
            report = Report(lambda: self._findings_of_fix(given.text), self.policy.name)
        strict = self._verify == "strict" or planned.context.is_suspect
        if not planned.plan and not (strict and second.difference(document)):
            kept = Result(source, report, changed=False, lossless=True)
            return kept if self._output_style == "preserve" else self._laid_out(given, kept, document, strict=strict)
        proven = prove(self._mender, planned, strict=strict)
        if proven.spans is None or given.has_plain_breaks:
            output = given.with_text(proven.text)
        else:
            output = given.with_spans(proven.spans)
        note = proven.note or given.note
        result = Result(output, report, changed=True, lossless=not note, note=note)
        if self._output_style == "preserve":
            return result
        return self._laid_out(given, result, Document(proven.text), strict=strict)

    def _laid_out(self, given: Source[Kind], result: Result[Kind], proven: Document, *, strict: bool) -> Result[Kind]:
        """The result with the text of a proven document in the output style, if that is proven too."""
        style = self._output_style
        text = formatted(proven, style)
        if text == proven.text:
            return result
        again = Document(text)
        wrong = ""
        if not same_display(proven, again):
            wrong = "it would not show the same"
        elif remaining := self._fixer.remaining(again):
            wrong = f"{remaining[0].rule.code} {remaining[0].message}"
        elif strict:
            wrong = second.difference(again) or ""
        if wrong:
            return replace(result, note="; ".join(filter(None, (result.note, f"not laid out as {style}: {wrong}"))))
        note = "; ".join(filter(None, (result.note, f"white space was laid out anew: {style}")))
        return Result(given.with_text(text), result.report, changed=True, lossless=False, note=note)

    def _findings_of_fix(self, text: str) -> Iterator[Finding]:
        """What :meth:`sanitize` mends and leaves in a text, also by the rules that only report."""
        document = Document(text)
        return findings(self._fixer, document, self._fixer.plan(document).seen, fixing=True)

    def check(self, source: Any) -> Report:
        """The findings of the source as it stands; nothing is changed.

        Raises:
            SourceError: the source cannot be read.
            LimitError: the source is over a limit of the policy, which the error names.

        """
        document = self._parse(read(source).text)
        seen = self._checker.check(document)
        return Report(lambda: findings(self._checker, document, seen, fixing=False), self.policy.name)

    def _parse(self, text: str) -> Document:
        policy = self.policy
        dom.check_limits(text, max_bytes=policy.max_bytes, max_open_formatting=policy.max_open_formatting)
        return Document(text)


@lru_cache(maxsize=16)
def _shared(
    policy: Policy,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
) -> Sanitizer:
    return Sanitizer(
        policy, select=select, ignore=ignore, unsafe_fixes=unsafe_fixes, verify=verify, output_style=output_style
    )


def sanitize(
    source: Kind,
    policy: str | Path | Policy = "amazon",
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    templates: bool | str = False,
    context: object = None,
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
) -> Result[Kind]:
    """Make HTML obey a policy: :meth:`Sanitizer.sanitize` with a sanitizer that is kept for the next call.

    ``templates`` and ``context`` are reserved for template tags and for what is known of the message beyond its HTML;
    anything but their defaults is refused by this version.

    Raises:
        ConfigError: a policy, code or option that cannot be used.
        SourceError, LimitError, ProofError: as :meth:`Sanitizer.sanitize`.

    """
    _refuse_reserved(templates=templates, context=context)
    shared = _shared(
        Policy.load(policy),
        tuple(select),
        tuple(ignore),
        unsafe_fixes=unsafe_fixes,
        verify=verify,
        output_style=output_style,
    )
    return shared.sanitize(source)


def check(
    source: Any,
    policy: str | Path | Policy = "amazon",
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    templates: bool | str = False,
    context: object = None,
) -> Report:
    """The findings of HTML under a policy: :meth:`Sanitizer.check` with a sanitizer that is kept.

    Parameters and errors are those of :func:`sanitize`.
    """
    _refuse_reserved(templates=templates, context=context)
    return _shared(Policy.load(policy), tuple(select), tuple(ignore)).check(source)


def _refuse_reserved(*, templates: bool | str, context: object) -> None:
    if templates:
        raise ConfigError(
            "template tags are not understood by this version; fill the template, then sanitize the message"
        )
    if context is not None:
        raise ConfigError("no rule of this version needs a context; leave it out")
