"""Makes HTML e-mail obey a marketplace's messaging policy before it is sent.

>>> import sanitizer
>>> sanitizer.sanitize('<p style="color:red">Hello</p>').output
'<p>Hello</p>'
"""

from typing import TYPE_CHECKING

__all__ = [
    "ConfigError",
    "Finding",
    "LimitError",
    "MessageContext",
    "MessageResult",
    "MessageSanitizer",
    "PlainText",
    "Policy",
    "ProofError",
    "RefusedError",
    "Report",
    "Result",
    "Safety",
    "Sanitizer",
    "SanitizerError",
    "Severity",
    "SourceError",
    "ViolationError",
    "check",
    "check_message",
    "sanitize",
    "sanitize_message",
    "to_text",
]

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sanitizer.context import MessageContext
    from sanitizer.errors import (
        ConfigError,
        LimitError,
        ProofError,
        RefusedError,
        SanitizerError,
        SourceError,
        ViolationError,
    )
    from sanitizer.findings import Finding, Report, Result, Safety, Severity
    from sanitizer.messages import MessageResult, MessageSanitizer, check_message, sanitize_message
    from sanitizer.pipeline import Sanitizer, check, sanitize
    from sanitizer.plain_text import PlainText, to_text
    from sanitizer.policy import Policy
else:
    _HOMES = ("errors", "context", "findings", "policy", "pipeline", "messages", "plain_text")

    def __getattr__(name: str) -> object:
        """A public name, from its module: the parser is loaded by the first use, not by ``sanitizer --version``."""
        if name in __all__:
            from importlib import import_module

            for home in _HOMES:
                module = import_module(f"{__name__}.{home}")
                if hasattr(module, name):
                    globals()[name] = value = getattr(module, name)
                    return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
