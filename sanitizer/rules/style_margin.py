"""No margin or padding at a side of the text that takes more than a share of the message's width.

Each declared side is judged by itself against the reference width of the policy. Pixels and other lengths stay in
their unit.

Before::

    <p style="margin:0 30%">Hello</p><div style="padding-left:200px">Jane</div>

After::

    <p style="margin:0 20% 0 20%">Hello</p><div style="padding-left:120px">Jane</div>
"""

from functools import lru_cache

from sanitizer.html.css import Declaration, in_pixels, parse_length, sides
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, OnValue, Rule, Verdict

FLANKS = frozenset(
    f"{box}-{side}"
    for box in ("margin", "padding")
    for side in ("left", "right", "inline", "inline-start", "inline-end")
) | {"text-indent"}
SHORTHANDS = frozenset(("margin", "padding"))
ATTRIBUTES = frozenset(("cellpadding", "cellspacing", "hspace", "leftmargin", "marginwidth", "rightmargin"))


@lru_cache(maxsize=2048)
def narrowed(limit: float, reference: float, value: str) -> str | None:
    """The value brought to ``limit`` pixels in its own unit; ``None`` when it is within it or cannot be known."""
    length = parse_length(value)
    if length is None:
        return None
    pixels = in_pixels(length, reference)
    if pixels is None or pixels <= limit:
        return None
    return f"{length.number * limit / pixels:.4g}{length.unit}"


def wants_property(policy: Policy, tag: str, name: str) -> bool:
    return bool(policy.max_margin) and (name in SHORTHANDS or name in FLANKS)


def check_declaration(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    name, value = declaration.name, declaration.value
    limit, reference = policy.max_margin * policy.reference_width / 100, policy.reference_width
    if name in SHORTHANDS:
        four = sides(value)
        if four is None:
            return None
        top, right, bottom, left = four
        mended = (top, narrowed(limit, reference, right) or right, bottom, narrowed(limit, reference, left) or left)
        new = " ".join(mended) if mended != four else None
    else:
        parts = [narrowed(limit, reference, part) or part for part in value.split()]
        new = " ".join(parts) if parts != value.split() else None
    if new is None:
        return None
    text = f"{name}:{new}{' !important' if declaration.important else ''}"
    return Verdict(f"{name} {value} is over {policy.max_margin:g} % of the width", text)


def wants_attribute(policy: Policy, tag: str, name: str) -> bool:
    return bool(policy.max_margin) and name in ATTRIBUTES


def check_attribute(policy: Policy, tag: str, name: str, value: str) -> Verdict | None:
    new = narrowed(policy.max_margin * policy.reference_width / 100, policy.reference_width, value)
    if new is None:
        return None
    return Verdict(f"{name} {value.strip()} is over {policy.max_margin:g} % of the width", new)


RULE = Rule(
    "STY008",
    "style-margin",
    setting="max_margin",
    looks=(OnDeclaration(wants_property, check_declaration), OnValue(wants_attribute, check_attribute)),
)
