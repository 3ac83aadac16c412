"""What the sender knows of a message beyond its words."""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from sanitizer import data
from sanitizer.errors import ConfigError

__all__ = ["MESSAGE_TYPES", "REASONS", "MessageContext", "MessageType", "Reason"]

Reason = Literal[
    "fulfilment_issue", "info_required", "shipping_address", "heavy_delivery", "home_service", "custom_design",
    "return", "invoice", "review", "other_required", "delay", "out_of_stock",
    "order_confirmation", "shipping_confirmation", "delivery_confirmation", "refund_confirmation",
    "usage_tips", "thanks", "marketing", "review_change",
]  # fmt: skip
"""Why the buyer is written to. Which of them will do is said by ``contact_reasons`` of the policy, and which may pass a
buyer's opt-out by ``critical_reasons``."""

MessageType = Literal[
    "confirmCustomizationDetails", "confirmDeliveryDetails", "confirmOrderDetails", "confirmServiceDetails",
    "digitalAccessKey", "unexpectedProblem", "legalDisclosure", "warranty", "invoice",
]  # fmt: skip
"""Kinds of message of Amazon's Messaging API (SP-API), by the names that it gives them."""

REASONS: tuple[Reason, ...] = get_args(Reason)
MESSAGE_TYPES: tuple[MessageType, ...] = get_args(MessageType)

_ORDER_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_LONGEST_ORDER_ID = 64
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?")
"""Language, script and region of a tag (BCP 47)."""
_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "dutch": "nl", "english": "en", "french": "fr", "german": "de", "italian": "it",
    "japanese": "ja", "polish": "pl", "portuguese": "pt", "spanish": "es", "swedish": "sv", "turkish": "tr",
}  # fmt: skip
"""Names that people write in the place of a tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """What is known of a message and its order. What is left out is not judged by the rules that need it.

    Raises ``ConfigError`` for what cannot be used, with what to write instead.
    """

    marketplace: str | None = None
    """The store by its country code (``"de"``) or host (``"amazon.de"``), in lower case."""
    order_id: str | None = None
    """The order that the message is about, as the marketplace writes it."""
    reason: Reason | None = None
    message_type: MessageType | None = None
    """The kind of message, where it is sent by Amazon's Messaging API."""
    channel: str | None = None
    """The channel of the policy that it is sent through as plain text, such as ``"api"``."""
    buyer_language: str | None = None
    """The buyer's language of preference as a tag: ``"de"``, ``"en-GB"``, ``"zh-Hans-CN"``."""
    order_completed_at: datetime | None = None
    """When the order was completed, with its time zone."""
    sent_at: datetime | None = None
    """When the message is to be sent, with its time zone."""
    review_already_requested: bool | None = None
    """Whether a review or feedback was asked for before, by the seller or by the marketplace."""
    is_reply: bool = False
    """Whether it answers a message of the buyer in its thread: what only holds for those a seller starts is not asked
    of it."""
    attachments: int | None = None
    """Files that go with a text; those of a whole message are counted."""
    product_title: str | None = None
    """The product ordered: its words and names are right however they are spelled."""
    buyer_name: str | None = None
    """As ``product_title``."""

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, check(name, value))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "context") -> "MessageContext":
        """A context from plain data, such as a TOML table holds or a command line gives.

        Texts will do for dates (ISO 8601), for yes or no (``"true"``, ``"false"``) and for numbers; ``sent_at`` may be
        ``"now"``.

        Raises:
            ConfigError: an unknown key, or a value that cannot be used; ``where`` names the source in its text.

        """
        names = [field.name for field in fields(cls)]
        for key in data:
            if key not in names:
                raise ConfigError(f"{where}: unknown key `{key}`, {_hint(key, names)}")
        try:
            return cls(**{key: _plain(key, value) for key, value in data.items()})
        except ConfigError as error:
            raise ConfigError(f"{where}: {error}") from error

    @classmethod
    def load(cls, path: str | Path) -> "MessageContext":
        """A context from a TOML file with one key a line.

        Raises:
            ConfigError: it cannot be read, or as :meth:`from_dict`.

        """
        return cls.from_dict(read_toml(Path(path)), where=str(path))

    @property
    def country(self) -> str | None:
        """The country of the store as a code of ISO 3166, in upper case."""
        if self.marketplace is None:
            return None
        code = _stores().get(self.marketplace, self.marketplace)
        return "GB" if code == "uk" else code.upper()

    @property
    def language(self) -> str | None:
        """The buyer's language without script and region."""
        return self.buyer_language.partition("-")[0] if self.buyer_language else None


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        ConfigError: it cannot be read.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error


@cache
def _stores() -> dict[str, str]:
    """The country of each store, by its host."""
    return dict(data.load("marketplaces")["stores"])


def _hint(given: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(given, names, 1)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"`{name}` must be text in quotes, not {value!r}")
    return value


def _marketplace(name: str, value: Any) -> str:
    given = _text(name, value).strip().lower().removeprefix("https://").removeprefix("www.").rstrip("/")
    stores = _stores()
    country = "uk" if given == "gb" else given
    if country in stores.values():
        return country
    if given in stores:
        return given
    raise ConfigError(f"`{name}` is {value!r}, which is no country code or host of a store; {_near_store(given)}")


def _near_store(given: str) -> str:
    near = difflib.get_close_matches(given, _stores(), 1)
    return f"did you mean `{near[0]}`?" if near else "write one such as `de` or `amazon.de`"


def _one_of(known: tuple[str, ...]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if _text(name, value) not in known:
            raise ConfigError(f"`{name}` is {value!r}; {_hint(value, known)}")
        return str(value)

    return check


def _order_id(name: str, value: Any) -> str:
    text = _text(name, value).strip()
    if len(text) == 17 and text.isdigit():
        raise ConfigError(f"`{name}` is {value!r}; write {text[:3]}-{text[3:10]}-{text[10:]}")
    if not _ORDER_ID.fullmatch(text) or len(text) > _LONGEST_ORDER_ID:
        raise ConfigError(f"`{name}` is {value!r}; write it as the marketplace does, such as 303-1234567-1234567")
    return text


def _language(name: str, value: Any) -> str:
    text = _text(name, value).strip()
    match = _LANGUAGE.fullmatch(text)
    if match is None:
        near = _LANGUAGES.get(text.lower()) or (text.replace("_", "-") if "_" in text else "de` or `en-GB")
        raise ConfigError(f"`{name}` is {value!r}, which is no language tag (BCP 47); write `{near}`")
    language, script, region = match.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))


def _moment(name: str, value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise ConfigError(f"`{name}` must be a date with time and time zone, not {value!r}")
    if value.utcoffset() is None:
        raise ConfigError(f"`{name}` has no time zone; write {value.replace(tzinfo=UTC).isoformat()} for UTC")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"`{name}` must be true or false, not {value!r}")
    return value


def _count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigError(f"`{name}` must be a whole number, 0 or more, not {value!r}")
    return value


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "marketplace": _marketplace,
    "order_id": _order_id,
    "reason": _one_of(REASONS),
    "message_type": _one_of(MESSAGE_TYPES),
    "channel": _text,
    "buyer_language": _language,
    "order_completed_at": _moment,
    "sent_at": _moment,
    "review_already_requested": _flag,
    "is_reply": _flag,
    "attachments": _count,
    "product_title": _text,
    "buyer_name": _text,
}


def _plain(key: str, value: Any) -> Any:
    """A value as its field wants it, from the text of one."""
    if not isinstance(value, str):
        return value
    check = _CHECKS[key]
    if check is _moment:
        if key == "sent_at" and value.lower() == "now":
            return datetime.now(UTC)
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise ConfigError(f"`{key}` is {value!r}; write a date such as 2026-11-22T10:00:00Z") from error
    if check is _flag and value.lower() in ("true", "false", "yes", "no"):
        return value.lower() in ("true", "yes")
    if check is _count and value.isascii() and value.isdigit():
        return int(value)
    return value
