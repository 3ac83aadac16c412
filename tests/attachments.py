"""Files as messages carry them, clean and hostile, made by the libraries that make such files."""

from collections.abc import Callable

FILES: dict[str, Callable[[], bytes]] = {}
