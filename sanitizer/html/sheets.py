"""At-rules of a style sheet, read by the CSS Syntax specification, with their place in the text."""

from collections.abc import Iterator
from itertools import accumulate, pairwise

import tinycss2

__all__ = ["at_rules"]


def at_rules(sheet: str) -> Iterator[tuple[str, int, int]]:
    """Name in lower case and span of each at-rule, also of those inside other at-rules."""
    if "@" not in sheet and "\\" not in sheet:
        return
    starts = list(accumulate((len(line) + 1 for line in sheet.split("\n")), initial=0))
    nodes = tinycss2.parse_stylesheet(sheet)
    places = [starts[node.source_line - 1] + node.source_column - 1 for node in nodes]
    for (node, start), end in zip(zip(nodes, places, strict=True), [*places[1:], len(sheet)], strict=True):
        if node.type == "at-rule":
            yield node.lower_at_keyword, start, end
            if node.content is not None:
                inner = tinycss2.parse_rule_list(node.content)
                where = [starts[each.source_line - 1] + each.source_column - 1 for each in inner]
                for each, (first, last) in zip(inner, pairwise([*where, end]), strict=True):
                    if each.type == "at-rule":
                        yield each.lower_at_keyword, first, last if last != end else first + len(each.serialize())
