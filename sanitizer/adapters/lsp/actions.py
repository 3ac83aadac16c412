"""What an editor offers at a finding: its fix, the fix of all like it, a comment that ignores it, and the manual."""

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from sanitizer.adapters.lsp.comments import ignored
from sanitizer.adapters.lsp.documents import Judged, fixed
from sanitizer.adapters.lsp.positions import edits
from sanitizer.errors import SanitizerError
from sanitizer.findings import Finding
from sanitizer.quickfix import fix_finding, fix_rule

__all__ = ["EXPLAIN", "FIX_ALL", "KINDS", "actions", "resolve"]

FIX_ALL = "source.fixAll.sanitizer"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]
EXPLAIN = "sanitizer.explain"
"""The command that shows a rule's manual; its arguments are the rule's code and the document's address."""
_MOST = 8
"""Findings at one place for which actions are worked out."""


def actions(judged: Judged, params: types.CodeActionParams) -> Iterator[types.CodeAction]:
    """What can be done about the findings in a range. Edits of several findings come when the action is resolved."""
    uri, wanted = params.text_document.uri, params.context.only
    if _wants(wanted, "quickfix"):
        found = judged.at(params.range)[:_MOST]
        for finding in found:
            for action in _of(judged, finding, uri):
                action.diagnostics = [each for each in params.context.diagnostics if each.code == finding.code] or None
                yield action
        for code in dict.fromkeys(finding.code for finding in found):
            if sum(each.code == code for each in judged.mended) > 1:
                yield _lazy(f"Fix all {code} in this file", types.CodeActionKind.QuickFix, uri, code)
    if judged.mended and _wants(wanted, FIX_ALL):
        yield _lazy("Fix all that the sanitizer can fix", FIX_ALL, uri, None)


def resolve(judged: Judged, action: types.CodeAction) -> types.CodeAction:
    """The action with the edits that it stands for; without any if nothing can be mended."""
    data: Any = action.data
    after = fixed(judged) if data["code"] is None else _fix_alike(judged, data["code"])
    action.edit = _edit(judged, data["uri"], judged.text if after is None else after)
    return action


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a kind, or one that it is a part of, is asked for."""
    return only is None or any(f"{kind}.".startswith(f"{getattr(each, 'value', each)}.") for each in only)


def _of(judged: Judged, finding: Finding, uri: str) -> Iterator[types.CodeAction]:
    """The actions for one finding."""
    kind = types.CodeActionKind.QuickFix
    if (after := _fix_alone(judged, finding)) is not None:
        risk = "" if finding.fixable else f" ({finding.safety})"
        title = f"Fix {finding.code}{risk}: {finding.message}"
        yield types.CodeAction(title, kind, edit=_edit(judged, uri, after), is_preferred=finding.fixable or None)
    if (after := ignored(judged, finding)) is not None:
        yield types.CodeAction(f"Ignore {finding.code} on this line", kind, edit=_edit(judged, uri, after))
    command = types.Command(f"Explain {finding.code}", EXPLAIN, arguments=[finding.code, uri])
    yield types.CodeAction(command.title, kind, command=command)


def _lazy(title: str, kind: types.CodeActionKind | str, uri: str, code: str | None) -> types.CodeAction:
    return types.CodeAction(title, kind, data={"uri": uri, "code": code})


def _edit(judged: Judged, uri: str, after: str) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(changes={uri: edits(judged.lines, after)})


def _fix_alone(judged: Judged, finding: Finding) -> str | None:
    """The text with one finding mended; ``None`` if it cannot be mended alone."""
    if judged.sanitizer is None or finding.safety is None:
        return None
    try:
        return fix_finding(judged.text, finding, judged.sanitizer, filename=str(judged.path))
    except SanitizerError:
        return None


def _fix_alike(judged: Judged, code: str) -> str | None:
    """The text with all findings of a rule mended."""
    if judged.sanitizer is None:
        return None
    try:
        return fix_rule(
            judged.text, code, judged.sanitizer, filename=str(judged.path), unsafe_fixes=judged.unsafe_fixes
        )
    except SanitizerError:
        return None
