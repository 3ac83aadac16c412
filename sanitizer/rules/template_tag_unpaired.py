"""Every template tag that opens a block is closed, and is closed once.

What a block holds stays whole: no fix cuts through one. Of a block without an end nobody can tell what it holds, so the
template is better mended by hand first; fixes that do not touch the tag are still made.

Wrong::

    <p>{% if gift %}Your present is on its way.</p>

Right::

    <p>{% if gift %}Your present is on its way.{% endif %}</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.policy import Policy
from sanitizer.rule import OnDocument, Rule, Violation


def wants(policy: Policy) -> bool:
    return True


def check(context: Context) -> Iterator[Violation]:
    template = context.document.template
    if template is not None:
        for message, start, end in template.problems:
            yield RULE.violation(None, message, part=(start, end))


RULE = Rule(
    "TPL002",
    "template-tag-unpaired",
    setting="template_values",
    looks=(OnDocument(wants, check),),
    severity="warning",
    safety=None,
)
