"""Regular expressions that are compiled when they are first used: to compile all takes longer than to judge a mail."""

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast

__all__ = ["lazy"]


class _Lazy(Generic[AnyStr]):
    """Stands for a compiled regular expression."""

    def __init__(self, expression: AnyStr, flags: int) -> None:
        self._expression: AnyStr = expression
        self._flags = flags

    @cached_property
    def _compiled(self) -> "re.Pattern[AnyStr]":
        return re.compile(self._expression, self._flags)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled, name)


def lazy(expression: AnyStr, flags: int = 0) -> "re.Pattern[AnyStr]":
    """What ``re.compile`` gives, compiled when it is first asked for something; not for what runs for every tag."""
    return cast("re.Pattern[AnyStr]", _Lazy(expression, flags))
