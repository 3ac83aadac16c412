"""Which template languages there are, how each writes its tags, and which one a text is in.

A tag is opaque: nothing is known of it but where it ends, and whether it opens, parts or closes a block.
"""

import re
from collections.abc import Iterable
from pathlib import PurePath

from sanitizer.errors import ConfigError

__all__ = ["ATTRIBUTE_PREFIXES", "LANGUAGES", "Languages", "detected", "languages_of"]

Languages = frozenset[str]
"""Names of syntaxes, the values of :data:`LANGUAGES`."""

_BRACES = frozenset(("{{", "{%", "{#"))
LANGUAGES: dict[str, Languages] = {
    "blade": frozenset(("{{", "{!!", "@", "<?")),
    "django": _BRACES,
    "dollar": frozenset(("${",)),
    "ejs": frozenset(("<%",)),
    "erb": frozenset(("<%",)),
    "go": frozenset(("{{",)),
    "handlebars": frozenset(("{{",)),
    "jinja": _BRACES,
    "jsp": frozenset(("<%", "${")),
    "liquid": frozenset(("{{", "{%")),
    "magento": frozenset(("{{", "<!--@")),
    "mailchimp": frozenset(("*|",)),
    "merge": frozenset(("[[", "%%", "*|", "${")),
    "mustache": frozenset(("{{",)),
    "nunjucks": _BRACES,
    "php": frozenset(("<?",)),
    "twig": _BRACES,
}
"""Template languages by name, with the openings of their tags; ``merge`` has the fields of mailing services."""

ATTRIBUTE_PREFIXES = ("mc:", "th:")
"""How attributes begin that are a template language's own: Mailchimp's editable regions, Thymeleaf."""
_EVERYWHERE = frozenset(("{{", "<!--@", "{!!", "{%", "{#", "<%", "<?", "*|", "%%", "${", "[["))
"""Openings that nothing but a template tag is likely to have; ``@`` is not among them, since CSS has it."""
_BLADE = re.compile(
    r"(?<![\w@])@(?:end(?:if|foreach|for|forelse|unless|isset|empty|section|component|slot|push|php)|extends)\b"
)


def languages_of(names: str | Iterable[str]) -> Languages | None:
    """The syntaxes of the languages named, as in ``"jinja,mailchimp"``; ``None`` where the text is to tell.

    Raises:
        ConfigError: a language that is not known.

    """
    if names == "auto":
        return None
    if names == "none":
        return frozenset()
    given = names.split(",") if isinstance(names, str) else list(names)
    found: set[str] = set()
    for name in (each.strip().lower() for each in given):
        if name not in LANGUAGES:
            raise ConfigError(f"no template language is called {name!r}; there are auto, none, {', '.join(LANGUAGES)}")
        found |= LANGUAGES[name]
    return frozenset(found)


def detected(text: str, name: str = "") -> Languages:
    """The syntaxes that a text may hold, by what is in it and by the name of its file."""
    suffixes = PurePath(name).suffixes
    if ".blade" in suffixes or _BLADE.search(text):
        return _EVERYWHERE | {"@"}
    return _EVERYWHERE
