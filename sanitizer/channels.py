"""Channels that take plain text, as a policy states them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sanitizer.errors import ConfigError

__all__ = ["Channel", "channels_of"]


class Channel(NamedTuple):
    """What a channel for plain text takes: fewest and most of each, ``None`` where no limit is known."""

    characters: tuple[int, int | None] = (0, None)
    """Of the text, in code points."""
    attachments: tuple[int, int | None] = (0, None)

    def to_dict(self) -> dict[str, list[int]]:
        """The limits as a policy file has them."""
        return {name: [each for each in bounds if each is not None] for name, bounds in self._asdict().items()}


def channels_of(key: str, value: Any, where: str) -> Mapping[str, Channel]:
    """The channels that a policy file states in the table ``key``.

    Raises:
        ConfigError: it is none; ``where`` names the file.

    """
    if not isinstance(value, Mapping) or not all(isinstance(limits, (Mapping, Channel)) for limits in value.values()):
        raise ConfigError(f"{where}: `{key}` must be a table of tables, such as message = {{ characters = [1, 2000] }}")
    return MappingProxyType({name: _channel(f"{key}.{name}", limits, where) for name, limits in value.items()})


def _channel(key: str, value: Mapping[str, Any] | Channel, where: str) -> Channel:
    if isinstance(value, Channel):
        return value
    if unknown := set(value) - set(Channel._fields):
        raise ConfigError(
            f"{where}: `{key}` has an unknown part `{min(unknown)}`; known are {', '.join(Channel._fields)}"
        )
    return Channel(**{name: _bounds(f"{key}.{name}", bounds, where) for name, bounds in value.items()})


def _bounds(key: str, value: Any, where: str) -> tuple[int, int | None]:
    """Fewest and most; one number alone is the fewest."""
    numbers = value if isinstance(value, (list, tuple)) else ()
    if not 1 <= len(numbers) <= 2 or not all(type(number) is int and number >= 0 for number in numbers):
        raise ConfigError(f"{where}: `{key}` must be fewest and most, as [1, 2000], or fewest alone, not {value!r}")
    if list(numbers) != sorted(numbers):
        raise ConfigError(f"{where}: `{key}` is {value!r}, but the fewest come first")
    return numbers[0], numbers[1] if len(numbers) == 2 else None
