"""The public verbs: a source goes in, the same kind comes out, proven clean, with a report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from sanitizer.choosing import applied, selected, selected_problems, with_enforced
from sanitizer.content import grammar, spelling
from sanitizer.content.reading import Reading
from sanitizer.context import MessageContext
from sanitizer.contexts import FrameContext, TextContext, TextPlace
from sanitizer.engine import Engine
from sanitizer.errors import ConfigError
from sanitizer.findings import Finding, Report, Result
from sanitizer.frame_engine import FrameEngine
from sanitizer.html import dom, second, tokens
from sanitizer.html.dom import Document
from sanitizer.html.equivalence import same_display
from sanitizer.html.formatting import OUTPUT_STYLES, OutputStyle, formatted
from sanitizer.html.pictures import Held, Pictures
from sanitizer.html.source import Source, read
from sanitizer.html.visible import visible
from sanitizer.inlining import Inliner
from sanitizer.placing import findings
from sanitizer.policy import Policy
from sanitizer.proof import prove, prove_template, unmasked
from sanitizer.rule import Seen
from sanitizer.silencing import Silenced, silenced
from sanitizer.templates.languages import detected, languages_of
from sanitizer.templates.masking import Template
from sanitizer.text_engine import TextEngine

__all__ = ["InputKind", "OutputStyle", "Sanitizer", "Verify", "check", "sanitize"]

Kind = TypeVar("Kind")
InputKind = Literal["html", "text"]
"""``text`` is plain text, in which ``<`` is a character like others."""
Verify = Literal["auto", "strict"]
"""``strict`` always asks libxml2 for a second opinion on the output, ``auto`` only when the input held
something that could run or load (script, event handler, dangerous address ...)."""


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
        templates: bool | str | Sequence[str] = False,
        suppressions: bool | None = None,
        require_suppression_reason: bool = False,
    ) -> None:
        """Bind a policy and choose rules.

        ``policy`` is the name of a pack, the path of a TOML file or a :class:`Policy`. ``select`` and ``ignore``
        take codes, prefixes or names; enforced rules always run in :meth:`sanitize`. ``unsafe_fixes`` also applies
        fixes that may take away a link or a picture. ``output_style`` lays the output anew, ``pretty`` for people
        and ``compact`` for size, with the same display; ``preserve`` keeps the author's white space.
        ``is_report_read`` says that every report will be read: it is then made with the output, in less time than
        both take one after the other; without it a report that nobody reads costs nothing.
        ``templates`` is for sources whose template tags are not filled yet: a language or several
        (``"jinja,mailchimp"``), ``True`` or ``"auto"`` to find out, ``"none"``. Tags stay byte for byte. Never set it
        for a message to be sent: what stands in a tag is not looked at. ``suppressions`` says whether comments such as
        ``<!-- sanitizer: ignore IMG003 -->`` are honoured, which they are with ``templates`` if it is left out.

        Raises:
            ConfigError: a policy, code, output style or template language that cannot be used; or the policy wants a
                library that is not installed.

        """
        if output_style not in OUTPUT_STYLES:
            raise ConfigError(f"no output style is called {output_style!r}; there are {', '.join(OUTPUT_STYLES)}")
        self.policy = Policy.load(policy)
        self.problems = selected_problems(select, ignore)
        """The kinds of problems with suppression comments that are reported."""
        self._verify = verify
        self._output_style: OutputStyle = output_style
        classes = applied(unsafe_fixes=unsafe_fixes)
        self.rules = chosen = selected(select, ignore)
        """The rules that are chosen; :meth:`sanitize` runs the enforced ones too."""
        kept = with_enforced(chosen)
        inliner = Inliner(self.policy, kept, classes)
        self._languages = languages_of("auto" if templates is True else templates or "none")
        self._honours_suppressions = self._languages != frozenset() if suppressions is None else suppressions
        self._require_reason = require_suppression_reason
        make = partial(Engine, self.policy, applied=classes, inliner=inliner, templates=self._languages != frozenset())
        self._checker = make(chosen)
        self._fixer = self._checker if kept == chosen else make(kept)
        menders = [rule for rule in kept if rule.may_mend(self.policy, classes)]
        self.text_checker, self._text_fixer, self._text_mender = (
            TextEngine(self.policy, rules, classes) for rules in (chosen, kept, menders)
        )
        self._frame = FrameEngine(self.policy, chosen)
        if self.policy.text_spelling == "report":
            spelling.require(self.policy.name)
        if self.policy.text_grammar == "report":
            grammar.require(self.policy.name)
        self._mender = self._fixer if is_report_read else make(kept, only_mends=True)

    def sanitize(
        self,
        source: Kind,
        *,
        filename: str = "",
        context: MessageContext | None = None,
        kind: InputKind = "html",
        held: Held | None = None,
        is_part: bool = False,
    ) -> Result[Kind]:
        """The source made to obey the policy.

        ``source`` is HTML as ``str``, ``bytes``, a BeautifulSoup or an lxml element or tree; the output is of
        the same type. A fragment stays a fragment. Text that no rule touches comes back byte for byte, and a
        source without violations comes back as the same object. ``filename`` may tell the template language.
        ``context`` is what the sender knows of the message. With the ``kind`` ``"text"`` the source is plain text, as
        ``str`` or ``bytes``, of which only the words are judged. ``held`` tells width and height in pixels of the
        picture that a ``cid:`` address names, or ``None``. ``is_part`` says that it is a part of a message, whose frame
        is judged elsewhere.

        Raises:
            ConfigError: no such kind, or a context that cannot be true under the policy.
            SourceError: the source cannot be read.
            LimitError: the source is over a limit of the policy, which the error names.
            ProofError: the output could not be proven clean.

        """
        given = read(source)
        if _is_plain(kind):
            result = self._sanitized_text(given, context)
        else:
            template = self._template(given.text, filename)
            if template is None or template.variants == 1:
                result = self._sanitized(given, template, context, Pictures(held))
            else:
                result = self._in_all_variants(given, filename, template, context)
        if is_part:
            return result
        return replace(result, report=self._framed(result.report, given.text, filename, context, kind))

    def _framed(
        self, report: Report, text: str, filename: str, message: MessageContext | None, kind: InputKind
    ) -> Report:
        """The report of a text that is all there is of a message, with what its frame shows."""
        if message is not None:
            self.policy.accept(message)
        elif kind == "html" and self._languages != frozenset():
            return report  # a template has no frame before it is filled

        def readings() -> tuple[Reading, ...]:
            if kind == "text":
                return (Reading(text),)
            return (visible(self.parsed(text, filename=filename)[0], unseen=self.policy.elements_drop).reading,)

        return self._frame.completed(report, FrameContext(self.policy, message, kind, readings))

    def _sanitized_text(self, given: Source[Kind], message: MessageContext | None) -> Result[Kind]:
        about = TextContext(self.policy, message)
        tokens.check_size(given.text, self.policy.max_bytes)
        mender, fixer = self._text_mender, self._text_fixer
        text, spans = mender.mended(given.text, mender.check(given.text, about), about)
        report = Report(
            lambda: fixer.findings(given.text, fixer.check(given.text, about), fixing=True), self.policy.name
        )
        if text == given.text:
            return Result(given.given, report, changed=False, lossless=True)
        output = given.with_text(text) if spans is None else given.with_spans(spans)
        return Result(output, report, changed=True, lossless=True)

    def _sanitized(
        self, given: Source[Kind], template: Template | None, message: MessageContext | None, pictures: Pictures
    ) -> Result[Kind]:
        document = self._parse(given.text, template, pictures)
        planned = self._mender.plan(document, message)
        if self._mender is self._fixer and not document.has_tags:
            known = tuple(findings(self._fixer, document, planned.seen, fixing=True))
            report = self._report(lambda: known, template, fixing=True)
        else:
            find = partial(self._findings_of_fix, document, message, planned.late)
            report = self._report(find, template, fixing=True)
        strict = not document.has_tags and (self._verify == "strict" or planned.context.is_suspect)
        if not planned.plan and not (strict and second.difference(document)):
            kept = Result(given.given, report, changed=False, lossless=True)
            return kept if self._output_style == "preserve" else self._laid_out(given, kept, document, strict=strict)
        if template is None or not template.tags:
            proven = prove(self._mender, planned, strict=strict)
        else:
            proven = unmasked(prove_template(self._mender, planned, template), template)
        if proven.text == given.text:
            return Result(given.given, report, changed=False, lossless=True)
        if proven.spans is None or given.has_even_breaks:
            output = given.with_text(proven.text)
        else:
            output = given.with_spans(proven.spans)
        note = proven.note or given.note
        result = Result(output, report, changed=True, lossless=not note, note=note)
        if self._output_style == "preserve":
            return result
        return self._laid_out(given, result, document.again(proven.text), strict=strict)

    def _in_all_variants(
        self, given: Source[Kind], filename: str, first: Template, message: MessageContext | None
    ) -> Result[Kind]:
        """The result for a template with attributes that stand once for each branch: every branch is looked at, twice.

        The second time sees that what is done for one leaves the others clean.
        """
        templates = [first]
        result = self._sanitized(given, first, message, Pictures())
        for turn in range(1, 2 * first.variants):
            again: Source[Kind] = read(result.output)
            template = self._template(again.text, filename, turn % first.variants)
            if template is None:
                break
            later = self._sanitized(again, template, message, Pictures())
            result = replace(
                later,
                changed=result.changed or later.changed,
                lossless=result.lossless and later.lossless,
                note=result.note or later.note,
            )
            if turn < first.variants:
                templates.append(template)
        find = partial(self._findings_of_variants, given.text, filename, templates, message)
        report = self._report(find, first, fixing=True)
        return replace(result, report=report)

    def _findings_of_variants(
        self, text: str, filename: str, templates: Sequence[Template], message: MessageContext | None
    ) -> Iterator[Finding]:
        fresh = [self._template(text, filename, variant) for variant in range(len(templates))]
        for template, used in zip(fresh, templates, strict=True):
            assert template is not None
            template.is_misnested = used.is_misnested
        return _once(self._findings_of_fix(dom.masked(template), message) for template in fresh if template)

    def _laid_out(self, given: Source[Kind], result: Result[Kind], proven: Document, *, strict: bool) -> Result[Kind]:
        """The result with the text of a proven document in the output style, if that is proven too."""
        style = self._output_style
        if proven.has_tags or (proven.template is not None and proven.template.suppressions):
            return replace(result, note=_noted(result.note, f"a template is not laid out as {style}"))
        text = formatted(proven, style)
        if text == proven.text:
            return result
        again = proven.again(text)
        wrong = ""
        if not same_display(proven, again):
            wrong = "it would not show the same"
        elif remaining := self._fixer.remaining(again):
            wrong = f"{remaining[0].rule.code} {remaining[0].message}"
        elif strict:
            wrong = second.difference(again) or ""
        if wrong:
            return replace(result, note=_noted(result.note, f"not laid out as {style}: {wrong}"))
        note = _noted(result.note, f"white space was laid out anew: {style}")
        return Result(given.with_text(text), result.report, changed=True, lossless=False, note=note)

    def _findings_of_fix(
        self, parsed: Document, message: MessageContext | None, late: list[Seen] | None = None
    ) -> Iterator[Finding]:
        """What :meth:`sanitize` mends and leaves in a text, also by the rules that only report.

        ``late`` is what the mender saw after the first fixes, if it has a plan already.
        """
        document, fixer = parsed.again(parsed.text), self._fixer
        if late is None:
            seen = fixer.plan(document, message).seen
        else:
            seen = fixer.seen_beside(self._mender, document, message, late)
        return findings(fixer, document, seen, fixing=True)

    def check(
        self,
        source: Any,
        *,
        filename: str = "",
        context: MessageContext | None = None,
        kind: InputKind = "html",
        place: TextPlace = "body",
        held: Held | None = None,
        is_part: bool = False,
    ) -> Report:
        """The findings of the source as it stands; nothing is changed.

        The parameters are those of :meth:`sanitize`; ``place`` says where a plain text stands in the message.

        Raises:
            ConfigError: no such kind, or a context that cannot be true under the policy.
            SourceError: the source cannot be read.
            LimitError: the source is over a limit of the policy, which the error names.

        """
        text = read(source).text
        report = self._checked(text, filename, context, kind, place, held)
        return report if is_part else self._framed(report, text, filename, context, kind)

    def _checked(
        self,
        text: str,
        filename: str,
        context: MessageContext | None,
        kind: InputKind,
        place: TextPlace,
        held: Held | None,
    ) -> Report:
        if _is_plain(kind):
            tokens.check_size(text, self.policy.max_bytes)
            found = self.text_checker.check(text, TextContext(self.policy, context, place))
            return Report(lambda: self.text_checker.findings(text, found, fixing=False), self.policy.name)
        documents = self.parsed(text, filename=filename, held=held)
        template = documents[0].template
        seen = [self._checker.check(document, context) for document in documents]
        return self._report(lambda: self._findings_of_check(documents, seen), template, fixing=False)

    def _findings_of_check(self, documents: list[Document], seen: list[list[Seen]]) -> Iterator[Finding]:
        return _once(
            findings(self._checker, document, looks, fixing=False)
            for document, looks in zip(documents, seen, strict=True)
        )

    def parsed(self, text: str, *, filename: str = "", held: Held | None = None) -> list[Document]:
        r"""A text, whose line breaks are ``\n``, as this sanitizer reads it: template tags masked, in all variants.

        Raises:
            SourceError: its template tags cannot be told apart.
            LimitError: it is over a limit of the policy.

        """
        template = self._template(text, filename)
        later = range(1, 1 if template is None else template.variants)
        templates = [template, *(self._template(text, filename, variant) for variant in later)]
        return [self._parse(text, each, Pictures(held)) for each in templates]

    def _report(self, find: Callable[[], Iterable[Finding]], template: Template | None, *, fixing: bool) -> Report:
        """The report of what is found, without what the suppression comments of a template silence."""
        if template is None or not template.suppressions:
            return Report(find, self.policy.name)
        comments = template.suppressions

        @lru_cache(maxsize=1)
        def parted() -> Silenced:
            return silenced(
                find(),
                comments,
                ran={rule.code for rule in self.rules},
                shown={problem.code for problem in self.problems},
                require_reason=self._require_reason,
                fixing=fixing,
            )

        return Report(lambda: parted().kept, self.policy.name, lambda: parted().suppressed)

    def _template(self, text: str, filename: str, variant: int = 0) -> Template | None:
        """The template tags and suppression comments of a text; ``None`` where nobody is to look for them."""
        languages = detected(text, filename) if self._languages is None else self._languages
        honours = self._honours_suppressions
        return Template(text, languages, variant, honours_suppressions=honours) if languages or honours else None

    def _parse(self, text: str, template: Template | None, pictures: Pictures) -> Document:
        policy = self.policy
        tokens.check_limits(text, max_bytes=policy.max_bytes, max_open_formatting=policy.max_open_formatting)
        return Document(text, pictures=pictures) if template is None else dom.masked(template)


def _once(variants: Iterable[Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of the variants of a document, each once."""
    known: set[tuple[str, int, int]] = set()
    for found in map(list, variants):
        yield from (finding for finding in found if (finding.code, finding.line, finding.column) not in known)
        known.update((finding.code, finding.line, finding.column) for finding in found)


def _is_plain(kind: str) -> bool:
    if kind not in get_args(InputKind):
        raise ConfigError(f"no kind of input is called {kind!r}; there are {', '.join(get_args(InputKind))}")
    return kind == "text"


def _noted(*notes: str) -> str:
    return "; ".join(filter(None, notes))


@lru_cache(maxsize=16)
def _shared(
    policy: Policy,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
    templates: bool | str | tuple[str, ...] = False,
) -> Sanitizer:
    return Sanitizer(
        policy,
        select=select,
        ignore=ignore,
        unsafe_fixes=unsafe_fixes,
        verify=verify,
        output_style=output_style,
        templates=templates,
    )


def sanitize(
    source: Kind,
    policy: str | Path | Policy = "amazon",
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    templates: bool | str | Sequence[str] = False,
    context: MessageContext | None = None,
    kind: InputKind = "html",
    unsafe_fixes: bool = False,
    verify: Verify = "auto",
    output_style: OutputStyle = "preserve",
) -> Result[Kind]:
    """Make HTML obey a policy: :meth:`Sanitizer.sanitize` with a sanitizer that is kept for the next call.

    Raises:
        ConfigError: a policy, code, template language or option that cannot be used.
        SourceError, LimitError, ProofError: as :meth:`Sanitizer.sanitize`.

    """
    shared = _shared(
        Policy.load(policy),
        tuple(select),
        tuple(ignore),
        unsafe_fixes=unsafe_fixes,
        verify=verify,
        output_style=output_style,
        templates=templates if isinstance(templates, (bool, str)) else tuple(templates),
    )
    return shared.sanitize(source, context=context, kind=kind)


def check(
    source: Any,
    policy: str | Path | Policy = "amazon",
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    templates: bool | str | Sequence[str] = False,
    context: MessageContext | None = None,
    kind: InputKind = "html",
) -> Report:
    """The findings of HTML under a policy: :meth:`Sanitizer.check` with a sanitizer that is kept.

    Parameters and errors are those of :func:`sanitize`.
    """
    languages = templates if isinstance(templates, (bool, str)) else tuple(templates)
    shared = _shared(Policy.load(policy), tuple(select), tuple(ignore), templates=languages)
    return shared.check(source, context=context, kind=kind)
