"""Words that may break the policy are shown to a person.

The other rules know phrases; sellers find ever new words for the same wish. This one goes by meaning, in sixteen
languages, and so it may be wrong: it never says that the policy is broken, only that a person should look. Off by
default, since it needs the extra ``semantic`` (32 MB, 140 MB of memory, 3 ms of CPU a sentence).

Settings: text_needs_review = "report"

Wrong::

    <p>The crew would be over the moon if five stars found their way to our shop.</p>

Right::

    <p>The courier was not able to find your house; which floor do you live on?</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.semantics import MOST_SENTENCES, guesses, is_available
from sanitizer.contexts import TextContext
from sanitizer.errors import ConfigError
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

LEAST = 0.4
"""Chance from which it is told, as ``info``: precision 0.87 and recall 0.86 over sentences that were kept unseen."""
LIKELY = 0.7
"""Chance from which it is a ``warning``."""
READS_LIKE = {
    "review-incentive": "something offered for a review",
    "review-change": "a request to change a review",
    "review-positive-only": "a request for good reviews alone",
    "review-repeat": "one more request for a review",
    "promotion": "an advertisement",
    "opt-out": "a way to opt out of messages",
    "off-marketplace": "leading the buyer off the marketplace",
    "thanks-only": "a message of thanks alone",
    "confirmation-only": "a mere confirmation",
    "cancel-request": "asking the buyer to cancel",
    "offensive": "an offence",
}


def wants(policy: Policy) -> bool:
    if policy.text_needs_review == "off":
        return False
    if not is_available():
        raise ConfigError("text_needs_review needs the extra `semantic`: pip install 'email-html-sanitizer[semantic]'")
    return True


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for start, end, kind, chance in guesses(reading, LEAST):
        yield RULE.of_text(
            reading.span(start, end),
            f"reads like {READS_LIKE[kind]}; a person should look",
            note=f"chance {chance:.2f}",
            severity="warning" if chance >= LIKELY else "info",
        )
    if rest := reading.sentences[MOST_SENTENCES:]:
        message = f"from here the text is not read for what it means: it has over {MOST_SENTENCES} sentences"
        yield RULE.of_text(reading.span(rest[0][0], rest[-1][1]), message, severity="info")


RULE = Rule(
    "TXT022",
    "text-needs-review",
    setting="text_needs_review",
    looks=(OnText(wants, check),),
    severity="warning",
    safety=None,
)
