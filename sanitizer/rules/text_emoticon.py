"""No emoticons in the words.

Faces made of signs are to a reader what emoji are, which three sources name among what gets a message blocked; that
they count as emoji is our inference. Kaomoji and the laughs of Japanese and Chinese messages are found too. Lists,
clock times, ratios, labels, model names and code have the same signs and stay.

Before::

    <p>We will fix it :-) Sorry again (>_<)</p>

After::

    <p>We will fix it Sorry again</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.removal import removals
from sanitizer.content.signs.emoticons import find_emoticons, may_hold_emoticons
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation


def wants(policy: Policy) -> bool:
    return policy.text_emoticon != "allow"


def removes(policy: Policy) -> bool:
    return policy.text_emoticon == "remove"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    shown = reading.shown
    spans = [reading.span(*face) for face in find_emoticons(reading.text)]
    for (start, end), replaced in zip(spans, removals(shown, spans), strict=True):
        message = f"emoticon {' '.join(shown[start:end].split())}"
        yield RULE.of_text((start, end), message, "" if removes(context.policy) else None, replaced=replaced)


RULE = Rule(
    "TXT007",
    "text-emoticon",
    setting="text_emoticon",
    looks=(OnText(wants, check, may_hold_emoticons),),
    mends_under=removes,
)
