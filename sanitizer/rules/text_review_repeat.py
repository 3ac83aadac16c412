"""A review is asked for once.

A second request for the same order is forbidden, counting the marketplace's own. The words tell it ("reminder", "not
yet"); where the sender says that a review was asked for before (``review_already_requested`` of the context), every
request is a second one.

Wrong::

    <p>We noticed you have not left a review yet.</p>

Right::

    <p>Your spare part has arrived.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

REQUEST = "review-request"
"""What entries are listed under that find any request for a review."""
NOTE = "the marketplace's own request counts too"


def wants(policy: Policy) -> bool:
    return policy.text_review_repeat != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    said = wording(reading)
    found = said.get(RULE.name, ())
    for match in found:
        yield RULE.of_text(reading.span(match.start, match.end), match.told, note=NOTE, severity=match.entry.grade)
    if context.message is not None and context.message.review_already_requested and not found:
        for match in said.get(REQUEST, ()):
            yield RULE.of_text(
                reading.span(match.start, match.end), f"{match.told}, and one was asked for before", note=NOTE
            )


RULE = Rule(
    "TXT011",
    "text-review-repeat",
    setting="text_review_repeat",
    looks=(OnText(wants, check),),
    safety=None,
)
