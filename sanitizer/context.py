"""What the sender knows of a message beyond its words."""

from dataclasses import dataclass

__all__ = ["MessageContext"]


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What is known of a message and its order. What is left out is not judged by the rules that need it."""

    marketplace: str | None = None
    """The store by its country code (``"de"``) or host (``"amazon.de"``)."""
