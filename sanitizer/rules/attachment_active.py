r"""Nothing in a file acts by itself.

Macros, scripts, actions that run when a document is opened, and files or templates from elsewhere. Word and Excel
files are looked into as archives, PDF documents with pikepdf (the extra ``documents``); without it a PDF is a finding,
since nobody has looked into it.

Wrong::

    Content-Type: application/rtf; name="label.rtf"

    {\rtf1{\object\objemb{\*\objdata 01050000}}}

Right::

    Content-Type: application/rtf; name="label.rtf"

    {\rtf1 Return label}
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.attachment_active == "report"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for file in context.mail.attached:
        facts = file.facts(context.policy.max_picture_pixels)
        if facts.active:
            yield RULE.of_message(file.part, f"file {file.shown} holds {', '.join(facts.active)}")
        if facts.unseen:
            yield RULE.of_message(file.part, f"file {file.shown} cannot be looked into without {facts.unseen}")


RULE = Rule("ATT007", "attachment-active", setting="attachment_active", looks=(OnMessage(wants, check),), safety=None)
