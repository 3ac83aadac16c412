"""What a policy can say: its settings with their types, and where each value comes from."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from sanitizer.channels import Channel

__all__ = ["HEAD", "SETTINGS", "Origin", "Settings", "Trust"]

Trust = Literal["official", "reported", "single", "inferred", "own"]
"""How far a value can be relied on: the marketplace's own page; vendors, sellers or public code; one
secondary text only; our inference (never to be quoted as the marketplace's rule); the user's own file."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from."""

    clause: str
    text: str
    source: str
    read: datetime.date | None
    trust: Trust


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """Every setting of a policy.

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
    """Whether words may say what the rule of that name finds; as the ten before it."""
    text_spelling: Literal["report", "allow"]
    """Whether words are looked up in dictionaries; wants the extra ``spell``."""
    text_grammar: Literal["report", "allow"]
    """Whether hints on English grammar are given; wants the extra ``grammar``."""
    text_language: Literal["report", "allow"]
    """Whether the message must be in the buyer's language, where that is known."""
    message_languages: frozenset[str]
    """Languages (ISO 639-1) one of which the message must be in; empty for any."""
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


HEAD = ("name", "title", "version")
"""What tells one policy from another, and has no origin."""
SETTINGS: tuple[str, ...] = tuple(f.name for f in fields(Settings) if f.name not in (*HEAD, "origins"))
