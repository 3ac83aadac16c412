"""The language server: what editors ask of a file that is being written, answered from its text as it stands."""

from sanitizer.adapters.lsp.server import serve

__all__ = ["serve"]
