"""The baseline: findings that a team has accepted for now, so that only new ones are reported.

By file, code and fingerprint with how often, and never by line: text above may come and go. The file is JSON, sorted,
one line a fingerprint, so that two people's changes rarely meet::

    {"version": 1, "files": {"mail/welcome.html": {"IMG001": {"9d1c25a4f0b7e6d3": 2}}}}
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sanitizer.errors import ConfigError
from sanitizer.findings import Finding

__all__ = ["Accepted", "Baseline", "counted", "fingerprint", "parted"]

Accepted = Counter[tuple[str, str]]
"""How often each code and fingerprint is accepted in one file."""

_VERSION = 1
_LENGTH = 16
"""Hexadecimal digits of a fingerprint: 64 bits of SHA-256, where a file has some thousand findings at most."""


@dataclass
class Baseline:
    """The accepted findings of files, by their path from the folder of the baseline, with ``/``."""

    files: dict[str, Accepted] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Baseline":
        """What :meth:`dump` has written.

        Raises:
            ConfigError: the text is something else.

        """
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"not JSON: {error}") from error
        if not isinstance(data, dict) or "version" not in data:
            raise ConfigError("not a baseline: `version` is missing")
        if data["version"] != _VERSION:
            raise ConfigError(f"version {data['version']!r} is not known here, only {_VERSION}")
        return cls({path: _accepted(path, codes) for path, codes in _table("files", data.get("files")).items()})

    def dump(self) -> str:
        """The baseline as text, the same for the same findings."""
        files: dict[str, dict[str, dict[str, int]]] = {}
        for path, accepted in sorted(self.files.items()):
            for (code, print_), count in sorted(accepted.items()):
                files.setdefault(path, {}).setdefault(code, {})[print_] = count
        return json.dumps({"version": _VERSION, "files": files}, indent=2) + "\n"

    def __len__(self) -> int:
        return sum(accepted.total() for accepted in self.files.values())


def _accepted(path: str, codes: object) -> Accepted:
    accepted: Accepted = Counter()
    for code, prints in _table(path, codes).items():
        for print_, count in _table(f"{path}, {code}", prints).items():
            if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                raise ConfigError(f"not a baseline: {path}, {code}, {print_} must be a number from 1, not {count!r}")
            accepted[code, print_] = count
    return accepted


def _table(where: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"not a baseline: {where} must be an object, not {value!r:.40}")
    return value


def fingerprint(finding: Finding) -> str:
    """What a finding is known by while lines and indentation change: its code and the source text that is wrong."""
    words = " ".join(finding.before.split())
    return sha256(f"{finding.code}\0{words}".encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def counted(findings: Iterable[Finding]) -> Accepted:
    """How often each finding is there."""
    return Counter((finding.code, fingerprint(finding)) for finding in findings)


def parted(findings: Iterable[Finding], accepted: Accepted) -> tuple[list[Finding], list[Finding], Accepted]:
    """The findings that are new, those that are accepted, and what is accepted and not there.

    Where one is there more often than accepted, the last ones are new.
    """
    left = accepted.copy()
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        key = finding.code, fingerprint(finding)
        if left[key] > 0:
            left[key] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return new, known, +left
