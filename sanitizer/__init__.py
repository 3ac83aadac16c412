"""Makes HTML e-mail obey a marketplace's messaging policy before it is sent.

    >>> import sanitizer
    >>> sanitizer.sanitize('<p style="color:red">Hello</p>').output
    '<p>Hello</p>'
"""

from sanitizer.errors import ConfigError, LimitError, ProofError, SanitizerError, SourceError, ViolationError
from sanitizer.findings import Finding, Report, Result, Safety, Severity
from sanitizer.pipeline import Sanitizer, check, sanitize
from sanitizer.policy import Policy

__all__ = [
    "ConfigError",
    "Finding",
    "LimitError",
    "Policy",
    "ProofError",
    "Report",
    "Result",
    "Safety",
    "Sanitizer",
    "SanitizerError",
    "Severity",
    "SourceError",
    "ViolationError",
    "check",
    "sanitize",
]

__version__ = "0.1.0"
