"""A critical marker in the subject is one that works.

Help pages tell sellers to type ``[Important]``, in the buyer's language, into the subject of a message that has to
reach a buyer who opted out: in square brackets of ASCII, wherever and in whatever case. A later announcement says that
a typed marker does nothing any more, as templates set it, so every marker is reported; ``critical_marker = "check"``
leaves it at those that are wrong.

Context: buyer_language = "ja"
Settings: critical_marker = "check"

Wrong::

    Subject: =?utf-8?b?44CQ6YeN6KaB44CR44GU5rOo5paH?=
    Content-Type: text/plain

    x

Right::

    Subject: =?utf-8?b?W+mHjeimgV3jgZTms6jmloc=?=
    Content-Type: text/plain

    x
"""

from collections.abc import Iterator

from sanitizer.content.markers import markers
from sanitizer.contexts import FrameContext
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, Rule


def wants(policy: Policy) -> bool:
    return policy.critical_marker != "allow"


def check(context: FrameContext) -> Iterator[FrameViolation]:
    policy, buyer = context.policy, context.message.language
    for marker in markers(policy.critical_markers, context.subject or ""):
        own = sorted(policy.critical_markers.get(buyer, ())) if buyer else []
        if not marker.is_right:
            told = f"{marker.written} is no critical marker, which is written {marker.right}"
        elif own and buyer not in marker.languages:
            told = f"the critical marker {marker.written} is not in the buyer's language {buyer}: {' or '.join(own)}"
        elif policy.critical_marker == "report":
            told = f"the critical marker {marker.written} is typed, and may pass no opt-out any more"
        else:
            continue
        yield RULE.of_frame(told, is_in_subject=True)


RULE = Rule(
    "MSG011",
    "subject-marker",
    setting="critical_marker",
    looks=(OnFrame(wants, check),),
    severity="warning",
    safety=None,
)
