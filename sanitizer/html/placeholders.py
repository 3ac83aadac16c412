"""Template tags in a text. They are not understood here, only recognised, so that none is lost unseen."""

import re

__all__ = ["template_tags"]

_TAG = re.compile(
    r"""
    \{\{.{0,2000}?\}\}                  # Jinja, Django, Liquid, Twig, Handlebars, Mustache, Go, Magento
  | \{%.{0,2000}?%\} | \{\#.{0,2000}?\#\}
  | <%.{0,5000}?%> | <\?(?:php\b|=).{0,5000}?\?>
  | \*\|[^|\n]{1,100}\|\* | %%[^%\s]{1,100}%% | \$\{[^{}\n]{1,200}\} | \[\[[^\[\]\n]{1,200}\]\]
  | @(?:if|elseif|else|endif|foreach|endforeach|for|endfor|unless|endunless|include|extends|section|endsection)\b
    """,
    re.DOTALL | re.VERBOSE,
)


def template_tags(text: str) -> list[tuple[int, str]]:
    """Offset and text of each template tag, in order."""
    return [(match.start(), match[0]) for match in _TAG.finditer(text)]
