"""The values of a policy file, each checked against the type of its setting."""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sanitizer.channels import Channel, channels_of
from sanitizer.errors import ConfigError
from sanitizer.settings import Origin, Settings, Trust

__all__ = ["checked", "merged", "plain", "value_and_origin"]

_TYPES = get_type_hints(Settings)
_ORIGIN_KEYS = frozenset(f.name for f in fields(Origin))


def value_and_origin(key: str, raw: Any, where: str, inherited: Origin | None) -> tuple[Any, Origin]:
    """What a key of a file says, unchecked, and where that comes from: bare, or as a table with its origin.

    Raises:
        ConfigError: the table has an unknown part, or a trust that is none.

    """
    if not (isinstance(raw, Mapping) and "value" in raw):
        text = inherited.text if inherited else ""
        return raw, Origin(inherited.clause if inherited else key, text, where, None, "own")
    if unknown := set(raw) - _ORIGIN_KEYS - {"value"}:
        known = ", ".join(("value", *sorted(_ORIGIN_KEYS)))
        raise ConfigError(f"{where}: `{key}` has an unknown part `{min(unknown)}`; known are {known}")
    trust = raw.get("trust", "own")
    if trust not in get_args(Trust):
        raise ConfigError(f"{where}: `{key}.trust` must be one of {', '.join(get_args(Trust))}, not {trust!r}")
    return raw["value"], Origin(
        raw.get("clause", key), raw.get("text", ""), raw.get("source", where), raw.get("read"), trust
    )


def merged(key: str, value: Any, inherited: Any, where: str) -> Any:
    """``{add = [...], remove = [...]}`` applied to the inherited list; everything else as it is.

    Raises:
        ConfigError: nothing is inherited, or it has not what is to be removed.

    """
    if not (isinstance(value, Mapping) and value and set(value) <= {"add", "remove"}):
        return value
    if not isinstance(inherited, frozenset):
        raise ConfigError(f"{where}: `{key}` has nothing inherited to add to or remove from; write the whole value")
    add, remove = (_strings(key, value.get(part, []), where) for part in ("add", "remove"))
    if unknown := remove - inherited:
        raise ConfigError(f"{where}: `{key}` cannot remove {min(unknown)!r}: it is not there")
    return (inherited | add) - remove


def checked(key: str, value: Any, where: str) -> Any:
    """The value as its setting's type has it: frozen, texts of lists in lower case.

    Raises:
        ConfigError: a wrong type, a word that the setting does not know, a number below 0.

    """
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


def plain(value: Any) -> Any:
    """The value as JSON and TOML have it."""
    if isinstance(value, Channel):
        return value.to_dict()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return value
