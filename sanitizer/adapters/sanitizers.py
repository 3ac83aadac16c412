"""The sanitizer for each file: what the command line says, and where it is silent the configuration of the file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from sanitizer.adapters import accepting, cache, mailboxes
from sanitizer.adapters.options import OutputFormat
from sanitizer.config import Config, config_for
from sanitizer.config import forget as forget_configurations
from sanitizer.context import MessageContext
from sanitizer.messages import MessageSanitizer
from sanitizer.pipeline import OutputStyle, Sanitizer, Verify
from sanitizer.policy import Policy

__all__ = ["Judge", "Mode", "Options", "digest_for", "forget", "is_unsafe", "judge_for", "sanitizer_for"]

Judge = Sanitizer | MessageSanitizer | mailboxes.MailboxSanitizer
"""What judges the content of a file, by the kind of the file."""

Mode = Literal["check", "fix", "diff", "stdout"]
"""``check`` only looks, ``fix`` writes files, ``diff`` and ``stdout`` show what it would write."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; where it is silent (``None``, empty) the configuration of each file holds."""

    mode: Mode = "check"
    policy: str | Path | Policy | None = None
    select: tuple[str, ...] = ()
    """Codes or prefixes; set the configuration's ``select`` and ``ignore`` aside."""
    ignore: tuple[str, ...] = ()
    """Codes or prefixes; come on top of the configuration's."""
    per_file_ignores: accepting.PerFile = ()
    """Patterns from the current folder, with codes; come on top of the configuration's."""
    suppressions: bool | None = None
    baseline: str | None = None
    """The file of accepted findings; empty for none."""
    fingerprints: bool = False
    """Whether findings are counted for a baseline in place of being reported."""
    unsafe_fixes: bool | None = None
    verify: Verify = "auto"
    output_style: OutputStyle | None = None
    template_language: str | None = None
    output_format: OutputFormat = "text"
    color: bool = False
    width: int = 100
    """Characters of a long source line that the text report shows."""
    statistics: bool = False
    """Whether the report only counts the findings by rule."""
    context: MessageContext | None = None
    """What is known of the messages beyond their words."""
    cache: str = ""
    """The folder where results are kept; none when empty."""


def sanitizer_for(path: Path, options: Options) -> Sanitizer:
    """The sanitizer for a file at ``path``.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    config = config_for(path)
    return _sanitizer(
        config,
        options,
        accepting.ignored(path, config, options.per_file_ignores),
        is_message=path == _MESSAGE,
    )


_MESSAGE = Path("-")
"""What comes in without a name: it may be a message to be sent, whose tags and comments nobody is to trust."""


def forget() -> None:
    """Read anew what configurations and policies state."""
    forget_configurations()
    _sanitizer.cache_clear()
    _message_sanitizer.cache_clear()
    _digest.cache_clear()


@lru_cache(maxsize=64)
def _sanitizer(config: Config, options: Options, ignored: tuple[str, ...], *, is_message: bool) -> Sanitizer:
    return Sanitizer(**_settings(config, options, ignored, is_message=is_message))


def _settings(config: Config, options: Options, ignored: tuple[str, ...], *, is_message: bool) -> dict[str, Any]:
    """What a sanitizer is made with: everything but the content of a file that decides on what becomes of it."""
    honours = config.suppressions if options.suppressions is None else options.suppressions
    return {
        "policy": Policy.load(options.policy or config.policy),
        "select": options.select or config.select,
        "ignore": (*(() if options.select else config.ignore), *options.ignore, *ignored),
        "unsafe_fixes": is_unsafe(config, options),
        "verify": options.verify,
        "output_style": options.output_style or config.output_style,
        "templates": options.template_language or ("none" if is_message else config.template_language),
        "suppressions": honours and not is_message,
        "require_suppression_reason": config.require_suppression_reason,
        "is_report_read": True,
    }


def judge_for(path: Path, options: Options) -> Judge:
    """The sanitizer for what a file holds: HTML, a message or a mailbox.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    kind = mailboxes.kind_of(path)
    if kind is None:
        return sanitizer_for(path, options)
    config = config_for(path)
    messages = _message_sanitizer(config, options, accepting.ignored(path, config, options.per_file_ignores))
    return messages if kind == "message" else mailboxes.MailboxSanitizer(messages)


@lru_cache(maxsize=64)
def _message_sanitizer(config: Config, options: Options, ignored: tuple[str, ...]) -> MessageSanitizer:
    settings = _settings(config, options, ignored, is_message=True)
    return MessageSanitizer(**{name: settings[name] for name in _OF_MESSAGES})


_OF_MESSAGES = ("policy", "select", "ignore", "unsafe_fixes", "verify", "output_style")
"""The settings that hold for messages too, in which nobody is to trust template tags and comments."""


def digest_for(path: Path, options: Options) -> bytes:
    """What tells one way of judging the file at ``path`` from another.

    Raises:
        ConfigError: the configuration or the options cannot be used.

    """
    config = config_for(path)
    return _digest(config, options, accepting.ignored(path, config, options.per_file_ignores))


@lru_cache(maxsize=64)
def _digest(config: Config, options: Options, ignored: tuple[str, ...]) -> bytes:
    settings = _settings(config, options, ignored, is_message=False)
    return cache.digest({"fixing": options.mode != "check", "context": options.context, **settings})


def is_unsafe(config: Config, options: Options) -> bool:
    """Whether unsafe fixes are made."""
    return config.unsafe_fixes if options.unsafe_fixes is None else options.unsafe_fixes
