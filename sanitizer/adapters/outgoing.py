"""What the hooks of mail libraries share: a message is made clean or refused before anything is sent."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sanitizer.context import MessageContext
from sanitizer.errors import RefusedError
from sanitizer.findings import Severity
from sanitizer.messages import MessageResult, MessageSanitizer
from sanitizer.policy import Policy

__all__ = ["Gate"]


class Gate:
    """Lets a message pass, made clean, or raises."""

    def __init__(
        self,
        policy: str | Path | Policy = "amazon",
        *,
        refuse: Severity | None = "error",
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        unsafe_fixes: bool = False,
    ) -> None:
        """``refuse`` is the severity from which a finding that no fix mends keeps a message; ``None`` lets all pass.

        Raises:
            ConfigError: a policy or code that cannot be used.

        """
        self.messages = MessageSanitizer(policy, select=select, ignore=ignore, unsafe_fixes=unsafe_fixes)
        self._refuse = refuse

    def passed(
        self, message: Any, recipients: Iterable[str] = (), context: MessageContext | None = None
    ) -> MessageResult:
        """The message made to obey the policy.

        Raises:
            ViolationError: findings are left for which the message is refused.
            RefusedError: the message is ambiguous, signed or encrypted, and the policy refuses such or sets it aside.
            SourceError, LimitError, ProofError: as :meth:`sanitizer.MessageSanitizer.sanitize`.

        """
        result = self.messages.sanitize(message, recipients=recipients, context=context)
        if result.verdict == "quarantine":
            raise RefusedError(f"the message is to be set aside: {result.note}")
        if self._refuse is not None:
            result.report.raise_for(self._refuse)
        return result
