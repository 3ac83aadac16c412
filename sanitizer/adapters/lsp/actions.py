"""What an editor offers at a finding: its fix, the fix of all like it, a comment that ignores it, and the manual."""

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from sanitizer.adapters.lsp.comments import ignored
from sanitizer.adapters.lsp.documents import Judged, fixed
from sanitizer.adapters.lsp.positions import edits
from sanitizer.errors import SanitizerError
from sanitizer.findings import Finding
from sanitizer.quickfix import fix_findings

__all__ = ["EXPLAIN", "FIX_ALL", "KINDS", "actions", "resolve"]

FIX_ALL = "source.fixAll.sanitizer"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]
EXPLAIN = "sanitizer.explain"
"""The command that shows a rule's manual; its arguments are the rule's code and the document's address."""
_MOST, _READ = 8, 200_000
"""Findings at one place for which actions are worked out, and characters that are read again for it in all."""


def actions(judged: Judged, params: types.CodeActionParams) -> Iterator[types.CodeAction]:
    """What can be done about the findings in a range. Edits of several findings come when the action is resolved."""
    uri, wanted = params.text_document.uri, params.context.only
    if _wants(wanted, "quickfix"):
        most = max(1, min(_MOST, _READ // (len(judged.text) or 1)))
        found = judged.at(params.range)[:most]
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
    code = data["code"]
    alike = [finding for finding in judged.mended if finding.code == code]
    after = fixed(judged) if code is None else _fix(judged, alike)
    action.edit = _edit(judged, data["uri"], judged.text if after is None else after)
    return action


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a kind, or one that it is a part of, is asked for."""
    return only is None or any(f"{kind}.".startswith(f"{getattr(each, 'value', each)}.") for each in only)


def _of(judged: Judged, finding: Finding, uri: str) -> Iterator[types.CodeAction]:
    """The actions for one finding."""
    kind = types.CodeActionKind.QuickFix
    if finding.safety and (after := _fix(judged, [finding])) is not None:
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


def _fix(judged: Judged, wanted: Sequence[Finding]) -> str | None:
    """The text with findings of one rule mended and nothing else; ``None`` if that cannot be done."""
    if judged.sanitizer is None or not wanted:
        return None
    try:
        return fix_findings(judged.text, wanted, judged.sanitizer, filename=str(judged.path))
    except SanitizerError:
        return None
