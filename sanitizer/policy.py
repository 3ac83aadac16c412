"""A marketplace's policy as data: typed, frozen, checked when it is made.

A policy is a TOML file. Packs ship in ``policies/``; a user's own file ``extends`` one and states what
differs, either as a bare value (``max_breaks = 3``) or, as the packs do, with its origin::

    [max_breaks]
    value = 2
    clause = "style.breaks"
    text = "No more than two line breaks in a row."
    source = "..."
    read = 2026-11-22
    trust = "reported"

A list may be changed instead of replaced: ``link_hosts = { add = ["track.example.com"], remove = [] }``.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from sanitizer.channels import Channel
from sanitizer.content.language import LANGUAGES
from sanitizer.content.phone.regions import REGIONS
from sanitizer.context import MESSAGE_TYPES, REASONS, MessageContext
from sanitizer.errors import ConfigError
from sanitizer.policy_values import checked, merged, plain, value_and_origin
from sanitizer.settings import HEAD, SETTINGS, Origin, Settings, Trust

__all__ = ["NEVER_KEPT", "PACKS", "SETTINGS", "Origin", "Policy", "Trust"]

PACKS = ("amazon", "email", "ebay", "walmart", "etsy")

NEVER_KEPT = frozenset(
    "applet audio base embed frame frameset iframe link math noembed noframes noscript object plaintext portal"
    " script select svg template textarea video xmp".split()
)
"""The floor no policy can lower: elements that run, load a document or change how the rest is parsed."""
_TEXT_HOLDERS = frozenset("applet audio noscript object plaintext select textarea video xmp".split())
"""Never kept, but what they hold is text that a reader sees, if only where the element is not supported."""


@dataclass(frozen=True, slots=True, eq=False)
class Policy(Settings):
    """One policy. Make it with :meth:`load` or :meth:`from_dict`; every attribute is a setting."""

    def __post_init__(self) -> None:
        _check_consistent(self)

    @classmethod
    def load(cls, source: "str | Path | Policy") -> "Policy":
        """A policy by the name of a pack (``"amazon"``) or the path of a TOML file.

        Raises:
            ConfigError: no such pack or file, a wrong type, an unknown key, a contradiction.

        """
        if isinstance(source, Policy):
            return source
        if isinstance(source, str) and source in PACKS:
            return _pack(source)
        path = Path(source)
        if path.suffix != ".toml":
            raise ConfigError(
                f"no policy {str(source)!r}: write one of {', '.join(PACKS)}, or the path of a .toml file"
            )
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"policy {path}: {error.strerror or error}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"policy {path}: not TOML: {error}") from error
        return cls.from_dict(data, where=str(path), folder=path.parent)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "policy", folder: Path | None = None) -> "Policy":
        """A policy from what a TOML file holds; ``folder`` is where a relative ``extends`` is looked for.

        Raises:
            ConfigError: as :meth:`load`.

        """
        return _build(dict(data), where, folder)

    def fate(self, tag: str) -> Literal["keep", "drop", "unwrap"]:
        """What happens to elements of this tag."""
        if tag in self.elements_drop or (tag in NEVER_KEPT and tag not in _TEXT_HOLDERS):
            return "drop"
        return "keep" if tag in self.elements_keep else "unwrap"

    def keeps_attribute(self, tag: str, name: str) -> bool:
        """Whether the attribute may stay on the element."""
        return _listed(name, self.attributes.get("*", _NOTHING)) or _listed(name, self.attributes.get(tag, _NOTHING))

    def keeps_property(self, name: str) -> bool:
        """Whether the property may stand in a style attribute."""
        return _listed(name, self.css_properties)

    def changed(self, **settings: Any) -> "Policy":
        """This policy with other values for the named settings.

        Raises:
            ConfigError: as :meth:`load`.

        """
        return _build({"extends": self, **settings}, "policy", None)

    def channel_of(self, context: MessageContext) -> Channel | None:
        """The channel that a message is sent through as plain text; ``None`` where that is not said.

        Raises:
            ConfigError: the policy has no such channel, or one for each message type and no type is given.

        """
        name = context.channel
        if name is None:
            return None
        kinds = [full.rpartition(".")[2] for full in self.channels if full.rpartition(".")[0] == name]
        if kinds and context.message_type is None:
            raise ConfigError(
                f"channel {name!r} has other limits for each `message_type`; write one of {', '.join(kinds)}"
            )
        found = self.channels.get(f"{name}.{context.message_type}" if kinds else name)
        if found is None:
            known = sorted(self.channels) if self.channels else []
            near = difflib.get_close_matches(name, known, 1)
            told = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known) or 'none'}"
            raise ConfigError(f"policy {self.name}: no channel {name!r} for plain text; {told}")
        return found

    def accept(self, context: MessageContext) -> None:
        """Refuse what cannot be true of a message under this policy.

        Raises:
            ConfigError: the form of the order's number, or the channel.

        """
        if context.order_id and self.order_id_form:
            form = "-".join(rf"[0-9]{{{digits}}}" for digits in self.order_id_form.split("-"))
            if not re.fullmatch(form, context.order_id):
                raise ConfigError(
                    f"policy {self.name}: `order_id` is {context.order_id!r}; "
                    f"its numbers have the form {self.order_id_form}, as in {_sample(self.order_id_form)}"
                )
        self.channel_of(context)

    def to_dict(self) -> dict[str, Any]:
        """Every setting with its value and origin, ready for JSON or TOML."""
        shown: dict[str, Any] = {"name": self.name, "title": self.title, "version": self.version}
        for name in SETTINGS:
            origin = self.origins[name]
            shown[name] = {
                "value": plain(getattr(self, name)),
                "clause": origin.clause,
                "text": origin.text,
                "source": origin.source,
                "read": origin.read.isoformat() if origin.read else None,
                "trust": origin.trust,
            }
        return shown


_NOTHING: frozenset[str] = frozenset()


def _listed(name: str, names: frozenset[str]) -> bool:
    """Whether a list has the name, or a pattern such as ``mso-*`` for it."""
    return name in names or name.startswith(_prefixes(names))


@lru_cache(maxsize=256)
def _prefixes(names: frozenset[str]) -> tuple[str, ...]:
    """What the names that end in ``*`` begin with."""
    return tuple(pattern[:-1] for pattern in names if pattern.endswith("*"))


@cache
def _pack(name: str) -> Policy:
    text = resources.files("sanitizer").joinpath("policies", f"{name}.toml").read_text(encoding="utf-8")
    return Policy.from_dict(tomllib.loads(text), where=f"pack {name}")


def _build(data: dict[str, Any], where: str, folder: Path | None) -> Policy:
    base = data.pop("extends", None)
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    if base is not None:
        parent = _parent(base, folder, where)
        values = {name: getattr(parent, name) for name in (*HEAD, *SETTINGS)}
        origins = dict(parent.origins)
        values["title"] = data.get("title", f"{parent.title} (changed)")
    for key, raw in data.items():
        if key in HEAD:
            values[key] = checked(key, raw, where)
            continue
        if key not in SETTINGS:
            near = difflib.get_close_matches(key, SETTINGS, 1)
            raise ConfigError(f"{where}: unknown key `{key}`" + (f", did you mean `{near[0]}`?" if near else ""))
        value, origin = value_and_origin(key, raw, where, origins.get(key))
        values[key] = checked(key, merged(key, value, values.get(key), where), where)
        origins[key] = origin
    if missing := [name for name in (*HEAD, *SETTINGS) if name not in values]:
        raise ConfigError(
            f'{where}: `{missing[0]}` is missing; start the file with `extends = "amazon"` to take it from a pack'
        )
    return Policy(**values, origins=MappingProxyType(origins))


def _parent(base: Any, folder: Path | None, where: str) -> Policy:
    if isinstance(base, Policy):
        return base
    if not isinstance(base, str):
        raise ConfigError(f"{where}: `extends` must be the name of a pack or a path, not {base!r}")
    return Policy.load(base if base in PACKS else (folder or Path()) / base)


def _sample(form: str) -> str:
    """An order's number in a form."""
    return "-".join(("1234567890" * 9)[: int(digits)] for digits in form.split("-"))


def _check_consistent(policy: Policy) -> None:
    if both := policy.elements_keep & policy.elements_drop:
        raise ConfigError(f"policy {policy.name}: <{min(both)}> is both in elements_keep and elements_drop; keep one")
    if floor := policy.elements_keep & NEVER_KEPT:
        raise ConfigError(f"policy {policy.name}: <{min(floor)}> can run or load something and can never be kept")
    for element, names in policy.attributes.items():
        if handler := next((name for name in sorted(names) if name.startswith("on") or name == "*"), None):
            raise ConfigError(
                f"policy {policy.name}: attribute `{handler}` of {element} can run a script; leave it out"
            )
        if element != "*" and element not in policy.elements_keep:
            raise ConfigError(f"policy {policy.name}: attributes.{element} is set, but <{element}> is not kept")
    if schemes := policy.link_schemes & {"javascript", "vbscript", "data", "file", "blob"}:
        raise ConfigError(f"policy {policy.name}: scheme {min(schemes)!r} can never be allowed in a link")
    if "style" in policy.attributes.get("*", ()) and not policy.css_properties:
        raise ConfigError(
            f"policy {policy.name}: style is allowed but css_properties is empty; drop style or list some"
        )
    if unknown := policy.phone_regions - REGIONS:
        raise ConfigError(
            f"policy {policy.name}: phone_regions has {min(unknown)!r}, which is no country with a numbering plan; "
            "write codes of ISO 3166, as 'gb' or 'us'"
        )
    if unknown := policy.message_languages - LANGUAGES:
        raise ConfigError(
            f"policy {policy.name}: message_languages has {min(unknown)!r}, which is no language that can be told; "
            "write codes of ISO 639-1, as 'en' or 'de'"
        )
    if policy.reference_width <= 0:
        raise ConfigError(f"policy {policy.name}: reference_width must be above 0")
    _check_frame(policy)


def _check_frame(policy: Policy) -> None:
    for key in ("contact_reasons", "critical_reasons"):
        for unknown in sorted(getattr(policy, key) - set(REASONS)):
            near = difflib.get_close_matches(unknown, REASONS, 1)
            told = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(REASONS)}"
            raise ConfigError(f"policy {policy.name}: `{key}` has no reason {unknown!r}; {told}")
    if policy.order_id_form and not re.fullmatch(r"[1-9]\d?(-[1-9]\d?)*", policy.order_id_form):
        raise ConfigError(f"policy {policy.name}: `order_id_form` must be numbers of digits as '3-7-7', or empty")
    for name in policy.channels:
        kind = name.rpartition(".")[2]
        if "." in name and kind not in MESSAGE_TYPES:
            near = difflib.get_close_matches(kind, MESSAGE_TYPES, 1) or [", ".join(MESSAGE_TYPES)]
            raise ConfigError(f"policy {policy.name}: channel {name!r} has no message type {kind!r}; try {near[0]}")
