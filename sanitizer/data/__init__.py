"""Facts that rules look up, one TOML file a subject. A file says where its entries come from."""

import tomllib
from importlib import resources
from typing import Any

__all__ = ["load"]


def load(name: str) -> dict[str, Any]:
    """What the file ``name`` (without ``.toml``) holds."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
