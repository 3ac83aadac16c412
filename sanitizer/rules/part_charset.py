"""The text of a part is in the charset that the part declares.

Of text in another charset every mail program makes its own guess, and letters turn into signs. The text is judged as
its bytes show it, and stays in them.

Wrong::

    Subject: Your order
    Content-Type: text/html; charset=us-ascii
    Content-Transfer-Encoding: quoted-printable

    <p>Gr=C3=BC=C3=9Fe</p>

Right::

    Subject: Your order
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p>Gr=C3=BC=C3=9Fe</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

TEXTS = frozenset(("text/html", "text/plain"))


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part in context.mail.leaves:
        if part.type in TEXTS and part.disposition != "attachment" and (lie := context.mail.text(part).lie):
            yield RULE.of_message(part, lie)


RULE = Rule(
    "MSG007",
    "part-charset",
    setting="message_ambiguous",
    looks=(OnMessage(wants, check),),
    severity="warning",
    safety=None,
)
