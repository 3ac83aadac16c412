"""The rules, in the order in which they look. This tuple is the registry: nothing else makes a rule run."""

from sanitizer.rule import Rule
from sanitizer.rules import (
    attribute_disallowed,
    attribute_event_handler,
    comment_disallowed,
    css_function_disallowed,
    css_property_disallowed,
    element_active,
    element_disallowed,
    element_foreign,
    head_redirect,
    meta_disallowed,
    url_dangerous,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    element_active.RULE,
    element_disallowed.RULE,
    element_foreign.RULE,
    attribute_disallowed.RULE,
    attribute_event_handler.RULE,
    url_dangerous.RULE,
    comment_disallowed.RULE,
    head_redirect.RULE,
    meta_disallowed.RULE,
    css_property_disallowed.RULE,
    css_function_disallowed.RULE,
)
