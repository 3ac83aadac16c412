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

import datetime
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sanitizer.channels import Channel, channels_of
from sanitizer.content.phone.regions import REGIONS
from sanitizer.context import MESSAGE_TYPES, REASONS, MessageContext
from sanitizer.errors import ConfigError

__all__ = ["NEVER_KEPT", "PACKS", "SETTINGS", "Origin", "Policy", "Trust"]

Trust = Literal["official", "reported", "single", "inferred", "own"]
"""How far a value can be relied on: the marketplace's own page; vendors, sellers or public code; one
secondary text only; our inference (never to be quoted as the marketplace's rule); the user's own file."""

PACKS = ("amazon", "email", "ebay", "walmart", "etsy")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from."""

    clause: str
    text: str
    source: str
    read: datetime.date | None
    trust: Trust


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One policy. Make it with :meth:`load` or :meth:`from_dict`; every attribute is a setting.

    Lengths are CSS pixels, shares are percent of the message width, sizes are bytes unless a docstring says otherwise.
    """

    name: str
    title: str
    version: str

    elements_keep: frozenset[str]
    """Elements that stay. Every other one is unwrapped: its tags go, its text stays."""
    elements_drop: frozenset[str]
    """Elements that go with all they hold."""
    attributes: Mapping[str, frozenset[str]]
    """Attributes that stay, by element; ``*`` for all. A name may end in ``*``."""
    meta_names: frozenset[str]
    """Values of a meta element's ``name`` or ``http-equiv`` that stay (``charset`` always does)."""
    comments: Literal["remove", "clean"]
    """``remove`` all, or keep those whose content is ``clean``."""
    css_properties: frozenset[str]
    """Properties that may stand in a style attribute. A name may end in ``*``."""
    css_functions: frozenset[str]
    """Functions that values may call."""
    css_urls: Literal["none", "https"]
    """Whether a background or list image may be loaded by CSS."""
    link_schemes: frozenset[str]
    """Schemes that a link may have; everything else is dangerous."""

    image_tracking: Literal["remove", "report"]
    """What happens to a tracking pixel."""
    image_not_https: Literal["strip", "upgrade", "report"]
    """What happens to an http image: replaced by its alt text, sent to https, or reported."""
    image_gif: Literal["strip", "report", "allow"]
    """What happens to a GIF, by its name."""
    image_alt: Literal["require", "allow"]
    """Whether an image must have alternative text."""
    image_sources: Literal["src", "any"]
    """Whether only ``img src`` may load an image, or also srcset, background and CSS."""
    max_image_width: float
    """Widest image, percent of the message."""
    reference_width: float
    """Width of a message in pixels, for lengths that are not shares."""
    narrow_width: float
    """Narrowest screen in pixels on which widths must hold too; 0 to judge declared widths of images alone."""

    keep_font_family: bool
    keep_color: bool
    keep_background: bool
    keep_line_height: bool
    keep_alignment: bool
    keep_font_element: bool
    max_font_sizes: int
    """Distinct sizes of visible text; 0 for no limit."""
    max_margin: float
    """Widest margin or padding on one side, percent of the message; 0 for no limit."""
    max_breaks: int
    """Line breaks in a row; 0 for no limit."""
    hidden_content: Literal["remove", "report", "allow"]
    """What happens to text that its own tag, or one around it, keeps from being seen."""

    link_outside: Literal["report", "unwrap", "allow"]
    """What happens to a link that leaves the marketplace: reported, unwrapped without asking, or allowed."""
    link_hosts: frozenset[str]
    """Hosts, with everything below them, that links may go to."""
    link_not_https: Literal["report", "allow"]
    link_text: Literal["require", "allow"]
    """Whether a link must say in words where it goes."""
    link_opt_out: Literal["report", "allow"]
    link_shorteners: Literal["report", "allow"]
    link_mismatch: Literal["report", "allow"]
    """Whether a link's words may name another host than its target."""
    link_contact: Literal["report", "allow"]
    """Whether a link may write to or call somebody (mailto, tel, sms)."""
    link_purchase: Literal["report", "allow"]
    """Whether a link to the marketplace may lead to something to buy."""

    text_email_address: Literal["remove", "report", "allow"]
    """What happens to an e-mail address in the words."""
    text_url: Literal["remove", "report", "allow"]
    """What happens to a URL or host in the words that is not on ``link_hosts``."""
    text_phone_number: Literal["remove", "report", "allow"]
    """What happens to a phone number in the words."""
    phone_regions: frozenset[str]
    """Countries (ISO 3166) whose numbering plans tell what is a phone number where its country is not said; the
    marketplace's alone where it is known."""
    text_social_handle: Literal["remove", "report", "allow"]
    """What happens to names at social networks and invitations to messengers in the words."""
    text_emoji: Literal["remove", "report", "allow"]
    """What happens to emoji and decorative symbols in the words."""
    text_emoticon: Literal["remove", "report", "allow"]
    """What happens to faces made of letters and signs."""
    text_review_incentive: Literal["report", "allow"]
    text_review_change: Literal["report", "allow"]
    text_review_positive_only: Literal["report", "allow"]
    text_review_repeat: Literal["report", "allow"]
    text_promotion: Literal["report", "allow"]
    text_opt_out: Literal["report", "allow"]
    text_off_marketplace: Literal["report", "allow"]
    text_thanks_only: Literal["report", "allow"]
    text_confirmation_only: Literal["report", "allow"]
    text_cancel_request: Literal["report", "allow"]
    text_offensive: Literal["report", "allow"]
    text_spelling: Literal["report", "allow"]
    """Whether words are looked up in dictionaries; wants the extra ``spell``."""
    text_grammar: Literal["report", "allow"]
    """Whether hints on English grammar are given; wants the extra ``grammar``."""
    text_language: Literal["report", "allow"]
    """Whether the message must be in the buyer's language, where that is known."""
    """Whether words may say what the rule of that name finds; as the ten before it."""
    text_needs_review: Literal["off", "report"]
    """Whether a model judges what sentences mean and shows doubtful ones to a person; needs the extra ``semantic``."""

    max_bytes: int
    """Longest HTML, bytes of UTF-8."""
    max_depth: int
    """Deepest nesting of elements."""
    max_elements: int
    max_attributes: int
    """Most attributes on one element."""
    max_style_length: int
    """Longest style attribute or style element, characters."""
    template_values: Literal["report", "allow"]
    """Whether a finding says where a template tag leaves open what will be judged when the message is filled."""
    max_style_rules: int
    """Most selectors of style sheets whose declarations move into style attributes."""
    max_open_formatting: int
    """Most formatting elements (b, font ...) open at once in an input of 32,768 characters or more."""
    max_seconds: float
    """Longest time for one call, CPU seconds of the thread."""

    message_ambiguous: Literal["error", "quarantine", "rewrite"]
    """What happens to a message whose parts mail programs may see differently: it is refused, set aside as it is, or
    written anew whole from the parts that the standard library sees."""
    message_signed: Literal["leave", "refuse"]
    """What happens to signed and encrypted parts: they stay as they are, or the message is refused."""
    message_dkim: Literal["leave", "alter", "refuse"]
    """What happens to a message with a DKIM signature: it stays as it is, is altered, which ends the signature, or is
    refused."""
    text_part: Literal["allow", "report", "add", "regenerate"]
    """Whether HTML may be without a text part: allowed, reported, one is added, or every one is written anew."""
    tracking_headers: frozenset[str]
    """Header fields that ask for a receipt; they are removed."""
    list_unsubscribe: Literal["remove", "report", "allow"]
    """What happens to the List-Unsubscribe fields."""
    relay_domains: frozenset[str]
    """Domains that recipients may be at; empty for any."""

    contact_reasons: frozenset[str]
    """Reasons (:data:`sanitizer.context.Reason`) for which a seller may write to a buyer; empty for any."""
    contact_days: int
    """Days from the completion of the order in which a seller may start a message; 0 for no end."""
    order_id: Literal["require", "allow"]
    """Whether a message that a seller starts must name its order."""
    order_id_form: str
    """Digits of an order's number between its hyphens, as ``3-7-7``; empty for any form."""
    review_requests: Literal["once", "allow"]
    """Whether a review may be asked for again."""
    critical_marker: Literal["report", "check", "allow"]
    """What is said of a critical marker in the subject: that there is one, only what is wrong with it, or nothing."""
    critical_markers: Mapping[str, frozenset[str]]
    """The markers, by language; in lower case, which does not count."""
    critical_reasons: frozenset[str]
    """Reasons for which a marker may stand; empty for any."""
    channels: Mapping[str, Channel]
    """Channels that take plain text, with their limits; the part behind a dot is the message type."""

    attachment_kinds: frozenset[str]
    """Kinds of file that may be attached, by the endings of their names and found by their content; empty for any."""
    attachment_deny: frozenset[str]
    """Endings of names of files that run when they are opened."""
    attachment_names: Literal["strict", "allow"]
    """Whether a name may mislead."""
    attachment_active: Literal["report", "allow"]
    """Whether a file may hold macros, scripts, automatic actions or other files."""
    attachment_encrypted: Literal["report", "allow"]
    max_attached_bytes: int
    """Largest files of a message together, as they are encoded; 0 for no limit."""
    warn_attached_bytes: int
    """Size of the files together, not encoded, from which it is told that the limit is near; 0 for never."""
    max_attached: int
    """Most files of a message; 0 for no limit."""
    picture_animated: Literal["report", "still", "allow"]
    """What happens to a picture within the message that moves: reported, replaced by its first picture, or allowed."""
    picture_metadata: Literal["report", "strip", "allow"]
    """What happens to what a picture tells of its making (EXIF, place)."""
    max_picture_pixels: int
    """Most pixels of a picture that is opened."""
    max_picture_width: int
    """Widest picture that is sent, its own pixels; 0 for no limit."""
    picture_texts: Literal["off", "qr", "ocr", "all"]
    """Whether pictures are searched for QR codes and their like, for drawn words, or for both."""
    file_texts: Literal["off", "simple", "all"]
    """Whether the words of files are read: of text and Word documents, or of PDF documents too."""
    max_file_text: int
    """Most characters of a file that are read."""
    max_file_pages: int
    """Most pages of a document that are read."""
    max_read_pictures: int
    """Most pictures of a message that are searched for text."""
    max_read_pixels: int
    """Pixels to which larger pictures are scaled down before they are searched."""
    content_ids: Literal["report", "allow"]
    """Whether ``cid:`` addresses may lack their pictures, and pictures the addresses that show them."""

    max_message_bytes: int
    """Longest message."""
    max_parts: int
    max_part_depth: int
    """Deepest nesting of parts."""
    max_header_bytes: int
    """Longest headers, of all parts together."""
    max_mime_field: int
    """Longest field that tells what a part is, bytes."""

    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Where each setting comes from, by its name."""

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
                "value": _plain(getattr(self, name)),
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


_HEAD = ("name", "title", "version")
SETTINGS: tuple[str, ...] = tuple(f.name for f in fields(Policy) if f.name not in (*_HEAD, "origins"))
_TYPES = get_type_hints(Policy)
_ORIGIN_KEYS = frozenset(f.name for f in fields(Origin))


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
        values = {name: getattr(parent, name) for name in (*_HEAD, *SETTINGS)}
        origins = dict(parent.origins)
        values["title"] = data.get("title", f"{parent.title} (changed)")
    for key, raw in data.items():
        if key in _HEAD:
            values[key] = _checked(key, raw, where)
            continue
        if key not in SETTINGS:
            near = difflib.get_close_matches(key, SETTINGS, 1)
            raise ConfigError(f"{where}: unknown key `{key}`" + (f", did you mean `{near[0]}`?" if near else ""))
        value, origin = _value_and_origin(key, raw, where, origins.get(key))
        values[key] = _checked(key, _merged(key, value, values.get(key), where), where)
        origins[key] = origin
    if missing := [name for name in (*_HEAD, *SETTINGS) if name not in values]:
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


def _value_and_origin(key: str, raw: Any, where: str, inherited: Origin | None) -> tuple[Any, Origin]:
    if not (isinstance(raw, Mapping) and "value" in raw):
        text = inherited.text if inherited else ""
        return raw, Origin(inherited.clause if inherited else key, text, where, None, "own")
    if unknown := set(raw) - _ORIGIN_KEYS - {"value"}:
        raise ConfigError(f"{where}: `{key}` has an unknown part `{min(unknown)}`; known are value, "
                          f"{', '.join(sorted(_ORIGIN_KEYS))}")  # fmt: skip
    trust = raw.get("trust", "own")
    if trust not in get_args(Trust):
        raise ConfigError(f"{where}: `{key}.trust` must be one of {', '.join(get_args(Trust))}, not {trust!r}")
    return raw["value"], Origin(
        raw.get("clause", key), raw.get("text", ""), raw.get("source", where), raw.get("read"), trust
    )


def _merged(key: str, value: Any, inherited: Any, where: str) -> Any:
    """``{add = [...], remove = [...]}`` applied to the inherited list; everything else as it is."""
    if not (isinstance(value, Mapping) and value and set(value) <= {"add", "remove"}):
        return value
    if not isinstance(inherited, frozenset):
        raise ConfigError(f"{where}: `{key}` has nothing inherited to add to or remove from; write the whole value")
    add, remove = (_strings(key, value.get(part, []), where) for part in ("add", "remove"))
    if unknown := remove - inherited:
        raise ConfigError(f"{where}: `{key}` cannot remove {min(unknown)!r}: it is not there")
    return (inherited | add) - remove


def _checked(key: str, value: Any, where: str) -> Any:
    kind = _TYPES[key]
    origin = get_origin(kind)
    if origin is Literal:
        if value not in get_args(kind):
            raise ConfigError(f"{where}: `{key}` must be one of {', '.join(map(repr, get_args(kind)))}, not {value!r}")
        return value
    if origin is frozenset:
        return _strings(key, value, where)
    if origin is Mapping:
        if get_args(kind)[1] is Channel:
            return channels_of(key, value, where)
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: `{key}` must be a table of lists, not {value!r}")
        return MappingProxyType({name: _strings(f"{key}.{name}", names, where) for name, names in value.items()})
    wanted = (int, float) if kind is float else kind
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise ConfigError(f"{where}: `{key}` must be {_NAMES[kind]}, not {value!r}")
    if kind in (int, float) and value < 0:
        raise ConfigError(f"{where}: `{key}` must not be negative, not {value!r}")
    return value


_NAMES = {int: "a whole number", float: "a number", bool: "true or false", str: "text in quotes"}


def _strings(key: str, value: Any, where: str) -> frozenset[str]:
    if isinstance(value, str):
        raise ConfigError(f"{where}: `{key}` must be a list; write [{value!r}] for one entry")
    if not isinstance(value, (list, tuple, set, frozenset)) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where}: `{key}` must be a list of texts in quotes, not {value!r}")
    return frozenset(item.lower() for item in value)


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


NEVER_KEPT = frozenset(
    "applet audio base embed frame frameset iframe link math noembed noframes noscript object plaintext portal"
    " script select svg template textarea video xmp".split()
)
"""The floor no policy can lower: elements that run, load a document or change how the rest is parsed."""
_TEXT_HOLDERS = frozenset("applet audio noscript object plaintext select textarea video xmp".split())
"""Never kept, but what they hold is text that a reader sees, if only where the element is not supported."""


def _plain(value: Any) -> Any:
    if isinstance(value, Channel):
        return value.to_dict()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return value
