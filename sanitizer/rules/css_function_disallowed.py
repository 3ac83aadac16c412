r"""No value that loads, runs or stands for something else.

``url()``, ``image-set()`` and ``src()`` load; ``expression()``, ``behavior`` and ``-moz-binding`` ran scripts;
``var()`` and ``env()`` bring in what is written elsewhere (Roundcube closed a ``var()`` bypass in 2025).
Escapes and comments are decoded first, so ``u\72l(`` is ``url(``.

Before::

    <p style="list-style:url(https://shop.example/dot.png); font-weight:bold">Hello</p>

After::

    <p style="font-weight:bold">Hello</p>
"""

from sanitizer.html.css import Declaration, functions, load_targets
from sanitizer.html.urls import is_raster_data, scheme_of
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule, Verdict

IMAGE_PROPERTIES = frozenset(
    ("background", "background-image", "border-image", "border-image-source", "list-style", "list-style-image", "src")
)
"""Properties that may name a picture, and ``src`` a font."""
RUNNING = frozenset(("behavior", "-ms-behavior", "-moz-binding", "binding"))


def wants(policy: Policy, tag: str, name: str) -> bool:
    return True


def check(policy: Policy, tag: str, declaration: Declaration) -> Verdict | None:
    if declaration.name in RUNNING:
        return Verdict(f"{declaration.name} runs a script")
    for name in dict.fromkeys(functions(declaration.value)):
        if name in policy.css_functions or not name:
            continue
        if name == "url" and declaration.name in IMAGE_PROPERTIES and _loads_image(policy, declaration):
            continue
        return Verdict(f"{name}() is not allowed in a style")
    if "javascript:" in declaration.value.lower().replace(" ", ""):
        return Verdict("value holds a script address")
    return None


def _loads_image(policy: Policy, declaration: Declaration) -> bool:
    """Whether every address is one that may be loaded; http is a matter of the image rules."""
    return policy.css_urls != "none" and all(
        scheme_of(target) in ("http", "https", "//", "cid") or (target and ":" not in target) or is_raster_data(target)
        for target in load_targets(declaration.value)
    )


RULE = Rule(
    "SEC011",
    "css-function-disallowed",
    setting="css_functions",
    looks=(OnDeclaration(wants, check),),
    safety="enforced",
    reads="name",
)
