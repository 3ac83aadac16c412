"""No comments, or only those that hold nothing forbidden.

Outlook runs the markup inside conditional comments (``<!--[if mso]>``) and some filters read all comments, so
what a comment hides is part of the message. Processing instructions count as comments, as they do in a browser.

Before::

    <p>Hello</p><!--[if mso]><img src="http://shop.example/open.gif"><![endif]-->

After::

    <p>Hello</p>
"""

import re

from sanitizer.contexts import Context
from sanitizer.policy import Policy
from sanitizer.rule import OnComment, Rule

CONDITIONAL = re.compile(r"\s*+\[if", re.IGNORECASE)
CONDITION = re.compile(r"\s*+\[if[^\]]*+\]>", re.IGNORECASE)
END = "<![endif]"
CELLS = "<table><tr><td>" * 3
"""What may stand before the comment: Outlook's columns are comments that hold ``</td></tr><tr><td>``."""
TABLE_TAG = re.compile(r"</?(?:t|caption|col)", re.IGNORECASE)
"""Tags of tables, without which markup is read in a cell as it is outside."""
OFFICE = re.compile(
    r"""(?:\s|</?(?:noscript|xml|[ow]:\w+)(?:\s+[\w:]+="(?:urn:[\w:.-]*|\w*)")*+\s*/?>|[\w.]+)*+""", re.IGNORECASE
)
"""Settings of Office: words and its own tags, whose attributes name nothing."""


def wants(policy: Policy) -> bool:
    return True


def check(context: Context, data: str) -> str:
    kind = "conditional comment" if CONDITIONAL.match(data) else "comment"
    if context.policy.comments == "clean":
        inside = contents(data)
        if "<" not in inside or OFFICE.fullmatch(inside) or context.probe(inside):
            return ""
        if TABLE_TAG.search(inside) and context.probe(CELLS + inside):
            return ""
        return f"{kind} holds markup that is not allowed"
    return f"{kind} is not allowed"


def contents(data: str) -> str:
    """What a comment holds, without its condition."""
    inside = data[match.end() :] if (match := CONDITION.match(data)) else data
    stripped = inside.rstrip()
    return stripped[: -len(END)] if stripped[-len(END) :].lower() == END else inside


RULE = Rule(
    "SEC007",
    "comment-disallowed",
    setting="comments",
    looks=(OnComment(wants, check),),
    safety="enforced",
)
