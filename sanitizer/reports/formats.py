"""Every format by its name, and those that can count findings in place of listing them."""

from collections.abc import Mapping

from sanitizer.reports import (
    Format,
    checkstyle,
    github,
    gitlab,
    grouped,
    json,
    jsonl,
    junit,
    markdown,
    sarif,
    text,
)

__all__ = ["COUNTS", "FORMATS"]

FORMATS: Mapping[str, Format] = {
    "text": Format(text.closing, text.render),
    "grouped": Format(text.closing, grouped.render),
    "json": Format(json.closing, json.render, json.opening, between=","),
    "jsonl": Format(jsonl.closing, jsonl.render),
    "sarif": Format(sarif.closing, sarif.render, sarif.opening, between=","),
    "github": Format(github.closing, github.render),
    "gitlab": Format(gitlab.closing, gitlab.render, gitlab.opening, between=","),
    "junit": Format(junit.closing, junit.render, junit.opening),
    "checkstyle": Format(checkstyle.closing, checkstyle.render, checkstyle.opening),
    "markdown": Format(markdown.closing, markdown.render, markdown.opening),
}
COUNTS: Mapping[str, Format] = {
    "text": Format(text.counted),
    "grouped": Format(text.counted),
    "json": Format(json.counted),
    "jsonl": Format(jsonl.counted),
    "markdown": Format(markdown.counted),
}
"""The shapes of the others are not ours, and have no place for counts."""
