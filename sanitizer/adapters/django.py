"""Django: a mail backend that makes messages clean, or refuses them, and hands them to another backend.

Django 5.2::

    EMAIL_BACKEND = "sanitizer.adapters.django.EmailBackend"
    SANITIZER = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "POLICY": "amazon"}

Django 6.1::

    MAILERS = {
        "default": {
            "BACKEND": "sanitizer.adapters.django.EmailBackend",
            "OPTIONS": {"using": "out", "policy": "amazon"},
        },
        "out": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "mail.example"}},
    }

With Anymail, connect :func:`anymail_pre_send` to ``anymail.signals.pre_send`` in the place of a backend.
``REFUSE`` is the severity from which a finding that is left refuses the message (``"error"``), or ``None``. ``CONTEXT``
(the option ``context``) is a function, or the path of one, that gets the message and says what is known of it and its
order; a message whose attribute ``sanitizer_context`` says so has that.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, TypeAlias

from django.conf import settings
from django.core.mail import EmailAlternative, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from sanitizer.adapters.outgoing import Gate
from sanitizer.context import MessageContext
from sanitizer.errors import RefusedError, SanitizerError
from sanitizer.html.readable import readable

__all__ = ["ContextOf", "EmailBackend", "anymail_pre_send"]

ContextOf: TypeAlias = Callable[[EmailMessage], MessageContext | Mapping[str, Any] | None]
"""What says of a message what is known of it, as :meth:`MessageContext.from_dict` reads it where it is plain data."""

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


class EmailBackend(BaseEmailBackend):
    """Makes messages clean and hands copies of them to another backend; the caller's messages stay as they are."""

    def __init__(
        self,
        fail_silently: bool = False,  # noqa: FBT001, FBT002  # Django's own signature
        *,
        using: str | None = None,
        backend: str | None = None,
        policy: Any = None,
        refuse: Any = "",
        context: ContextOf | str | None = None,
        **options: Any,
    ) -> None:
        """``using`` names another mailer of Django 6.1, ``backend`` a class, which gets the options left over.

        ``context`` says what is known of each message, itself or by the path that it is imported from.
        """
        named = {"alias": options.pop("alias")} if "alias" in options else {}
        super().__init__(**named)
        self.fail_silently = fail_silently
        if fail_silently and not named:  # with Django 6.1 each mailer has options of its own
            options["fail_silently"] = True
        self._gate = _gate(policy, refuse)
        self._context = context
        if using is not None:
            from django.core.mail import mailers

            self._inner = mailers[using]
        else:
            kind = import_string(backend or _settings().get("BACKEND", _SMTP))
            self._inner = kind(**named, **options)

    def open(self) -> Any:
        """Open the connection of the other backend."""
        return self._inner.open()

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def send_messages(self, email_messages: Iterable[Any]) -> int:
        """Send messages made clean; how many were sent.

        Raises:
            ViolationError, RefusedError, LimitError, ProofError: one of them is refused, so none of them is sent. With
                ``fail_silently`` the others are.
            ConfigError: what is said of one of them cannot be; as for those that are refused.

        """
        cleaned: list[Any] = []
        for message in email_messages:
            other = copy.copy(message)
            for name in vars(other).keys() & {"connection", "_connection"}:
                vars(other)[name] = None  # it is this backend, of no use to the other
            try:
                cleaned.append(_cleaned(other, self._gate, _context_of(message, self._context)))
            except SanitizerError:
                if not self.fail_silently:
                    raise
        return self._inner.send_messages(cleaned) or 0 if cleaned else 0


def anymail_pre_send(sender: Any, message: Any, esp_name: str = "", **_: Any) -> None:
    """Receiver of Anymail's ``pre_send``: makes the message clean in place.

    Raises:
        ViolationError, RefusedError, LimitError, ProofError: it is refused; ``send()`` raises this, nothing is sent.
        ConfigError: what is said of it cannot be.

    """
    _cleaned(message, _gate(), _context_of(message))


def _settings() -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(settings, "SANITIZER", {})
    return found


def _gate(policy: Any = None, refuse: Any = "") -> Gate:
    stated = _settings()
    chosen = stated.get("REFUSE", "error") if refuse == "" else refuse
    unsafe = bool(stated.get("UNSAFE_FIXES", False))
    return _shared(policy or stated.get("POLICY", "amazon"), chosen, unsafe_fixes=unsafe)


@cache
def _shared(policy: Any, refuse: Any, *, unsafe_fixes: bool) -> Gate:
    return Gate(policy, refuse=refuse, unsafe_fixes=unsafe_fixes)


def _context_of(message: Any, stated: ContextOf | str | None = None) -> MessageContext | None:
    """What is known of a message: by its own attribute, else by what is stated for all.

    Raises:
        ConfigError: what is said cannot be used.

    """
    known = getattr(message, "sanitizer_context", None)
    if known is None and (ask := stated or _settings().get("CONTEXT")) is not None:
        known = (import_string(ask) if isinstance(ask, str) else ask)(message)
    return known if known is None or isinstance(known, MessageContext) else MessageContext.from_dict(known)


def _cleaned(message: Any, gate: Gate, context: MessageContext | None) -> Any:
    """The message with what it is made of clean: body, alternatives, attached pages and headers.

    The message that Django builds of these is judged whole; nothing in it may be left to mend.

    Raises:
        SanitizerError: it is refused.

    """
    sanitize = partial(gate.messages.html.sanitize, context=context)
    if message.content_subtype == "html":
        message.body = sanitize(str(message.body)).output
    if getattr(message, "alternatives", None):
        message.alternatives = [_part(part, sanitize) for part in message.alternatives]
    if gate.messages.policy.text_part in ("add", "regenerate"):
        _add_text(message, is_anew=gate.messages.policy.text_part == "regenerate")
    message.attachments = [_attached(part, sanitize) for part in message.attachments]
    built = message.message().as_bytes()
    result = gate.passed(built, message.recipients(), context)
    if result.changed:
        gone = {finding.part.removeprefix("header ").lower() for finding in result.report.findings if finding.fixed}
        message.extra_headers = {
            name: value for name, value in message.extra_headers.items() if name.lower() not in gone
        }
        if gate.passed(message.message().as_bytes(), message.recipients(), context).changed:
            raise RefusedError("a fix of this policy cannot be made in a Django message: mend its attachments before")
    return message


def _add_text(message: Any, *, is_anew: bool) -> None:
    """Give the message a text part made of its HTML, where it has none or every one is written anew."""
    if message.content_subtype == "html" and message.body:
        if type(message) is EmailMessage:
            message.__class__ = EmailMultiAlternatives  # the same fields and one more, for the HTML
            message.alternatives = []
        if hasattr(message, "alternatives"):
            message.alternatives = [EmailAlternative(message.body, "text/html"), *message.alternatives]
            message.body, message.content_subtype = readable(str(message.body)), "plain"
        return
    pages = [part[0] for part in getattr(message, "alternatives", None) or () if part[1] == "text/html"]
    if pages and (is_anew or not message.body):
        message.body = readable(str(pages[0]))


def _part(part: Any, sanitize: Callable[[str], Any]) -> Any:
    content, type_ = part
    if type_ != "text/html":
        return part
    clean = sanitize(str(content)).output
    return part._replace(content=clean) if hasattr(part, "_replace") else (clean, type_)


def _attached(part: Any, sanitize: Callable[[str], Any]) -> Any:
    if not isinstance(part, tuple) or part[2] != "text/html" or not isinstance(part[1], str):
        return part
    clean = sanitize(part[1]).output
    return part._replace(content=clean) if hasattr(part, "_replace") else (part[0], clean, part[2])
