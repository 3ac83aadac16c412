"""What can go wrong with the input, the configuration or the proof. Findings are not errors."""


class SanitizerError(Exception):
    """Root of everything this package raises on purpose; never raised itself."""


class ConfigError(SanitizerError):
    """A policy, a setting or an option cannot be used as written; the text says what to write instead."""


class SourceError(SanitizerError):
    """The input is of a kind, or in an encoding, that cannot be read."""


class LimitError(SanitizerError):
    """The input is over a limit of the policy; nothing was changed.

    ``limit`` is the name of the policy setting, ``value`` its value, ``found`` what the input has.
    """

    def __init__(self, limit: str, value: float, found: float) -> None:
        self.limit = limit
        self.value = value
        self.found = found
        super().__init__(f"input is over the limit {limit} = {value:.9g} (found {found:.9g}); nothing was changed")

    def __reduce__(self) -> tuple[type["LimitError"], tuple[str, float, float]]:
        return type(self), (self.limit, self.value, self.found)


class ProofError(SanitizerError):
    """The output could not be proven clean; nothing is returned, the input is as it was."""


class ViolationError(SanitizerError):
    """Raised by :meth:`sanitizer.Report.raise_for`: findings of the severity asked about are left."""


class RefusedError(SanitizerError):
    """The policy refuses the message whole, as ambiguous or signed; nothing was changed, and nothing is to be sent."""
