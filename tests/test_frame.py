"""The frame of a message: what is not known is not judged, and said so everywhere."""

import json
import pickle
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import sanitizer
from sanitizer import ConfigError, MessageContext, Policy
from sanitizer.adapters.cli import main
from sanitizer.adapters.mailboxes import MailboxSanitizer
from sanitizer.adapters.outgoing import Gate
from sanitizer.findings import NotJudged
from sanitizer.messages import MessageSanitizer

SCHEMA = json.loads((Path(sanitizer.__file__).parent / "reports" / "report.schema.json").read_text(encoding="utf-8"))
ORDER = "303-1234567-1234567"
KNOWN = MessageContext(
    order_id=ORDER,
    reason="return",
    order_completed_at=datetime(2026, 11, 1, tzinfo=UTC),
    sent_at=datetime(2026, 11, 20, tzinfo=UTC),
)
MAIL = f"Subject: Order {ORDER}\nContent-Type: text/plain\n\nWhich box?\n".encode()
FRAME = ("MSG012", "MSG013", "MSG014", "MSG015", "MSG016")


def codes(report: sanitizer.Report) -> list[str]:
    return [rule.code for rule in report.not_judged if rule.code.startswith("MSG")]


def test_nothing_is_known_and_nothing_has_passed() -> None:
    for report in (sanitizer.check("<p>Hello</p>"), sanitizer.sanitize("<p onclick=x>Hello</p>").report):
        assert codes(report) == ["MSG013", "MSG014", "MSG015", "MSG016"]
        assert report.ok
    assert NotJudged("MSG015", "window-closed", ("order_completed_at", "sent_at")) in report.not_judged


def test_a_marker_is_only_judged_where_there_is_one() -> None:
    assert codes(sanitizer.check_message(MAIL)) == list(FRAME[1:])
    marked = MAIL.replace(b"Order", b"[Important] Order")
    assert codes(sanitizer.check_message(marked)) == list(FRAME)
    assert codes(sanitizer.sanitize_message(marked).report) == list(FRAME)


def test_all_is_known() -> None:
    report = sanitizer.check_message(MAIL, context=KNOWN)
    assert (codes(report), report.ok) == ([], True)
    assert codes(sanitizer.check("x", kind="text", context=KNOWN)) == []


def test_a_part_is_missing() -> None:
    (missing,) = (
        rule.missing
        for rule in sanitizer.check("x", context=MessageContext(reason="review")).not_judged
        if rule.code == "MSG016"
    )
    assert missing == ("review_already_requested",)


def test_rules_that_are_not_chosen_or_not_wanted_say_nothing() -> None:
    assert sanitizer.check("x", "email").not_judged == ()
    assert sanitizer.check("x", select=("IMG",)).not_judged == ()
    assert codes(sanitizer.check("x", Policy.load("amazon").changed(contact_days=0))) == ["MSG013", "MSG014", "MSG016"]


@pytest.mark.parametrize(
    "verb", [sanitizer.check, sanitizer.sanitize, sanitizer.check_message, sanitizer.sanitize_message]
)
def test_what_cannot_be_true_under_the_policy_is_refused(verb: Any) -> None:
    with pytest.raises(ConfigError, match="have the form 3-7-7, as in 123-1234567-1234567"):
        verb(b"x", context=MessageContext(order_id="12-34567-89012"))
    with pytest.raises(ConfigError, match="no channel 'fax' for plain text; it has api"):
        verb(b"x", context=MessageContext(channel="fax"))
    with pytest.raises(ConfigError, match="did you mean 'form'"):
        verb(b"x", context=MessageContext(channel="from"))
    with pytest.raises(ConfigError, match="write one of confirmCustomizationDetails"):
        verb(b"x", context=MessageContext(channel="api"))
    with pytest.raises(ConfigError, match="policy email: no channel 'form' for plain text; it has none"):
        verb(b"x", "email", context=MessageContext(channel="form"))


def test_the_whole_message_is_judged_once() -> None:
    message = EmailMessage()
    message["Subject"] = "Hello"
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")
    found = [finding.code for finding in sanitizer.check_message(message, context=KNOWN).findings]
    assert found.count("MSG013") == 1


def test_reports_say_so() -> None:
    report = sanitizer.check("<p>Hello</p>")
    assert pickle.loads(pickle.dumps(report)).not_judged == report.not_judged
    Draft202012Validator(SCHEMA).validate(report.to_dict())
    assert report.to_dict()["not_judged"][1] == {"code": "MSG013", "name": "order-id-missing", "missing": ["order_id"]}


def test_gates_take_a_context() -> None:
    with pytest.raises(sanitizer.ViolationError, match="MSG014"):
        Gate().passed(MAIL, context=MessageContext(reason="marketing"))
    assert Gate().passed(MAIL, context=KNOWN).output is MAIL


def test_mailboxes_say_what_was_not_judged_once() -> None:
    data = b"From a\n" + MAIL + b"\nFrom b\n" + MAIL
    box = MailboxSanitizer(MessageSanitizer())
    assert codes(box.check(data)) == list(FRAME[1:])
    assert codes(box.sanitize(data, context=KNOWN).report) == []


class TestCommand:
    def run(self, folder: Path, *arguments: str) -> tuple[int, str]:
        (folder / "m.eml").write_bytes(MAIL.replace(b"Order", b"[Important]"))
        done = CliRunner().invoke(main, ["check", "--cache-dir", str(folder), *arguments, str(folder / "m.eml")])
        return done.exit_code, done.output

    def test_one_line_says_what_was_not_judged(self, tmp_path: Path) -> None:
        code, told = self.run(tmp_path)
        line = "Not judged: MSG012, MSG013, MSG014, MSG015, MSG016, TXT021; they need `--context` with "
        assert (code, told.count(line)) == (1, 1)
        assert self.run(tmp_path) == (code, told), "the cache says it too"

    def test_keys_and_files_as_one_context(self, tmp_path: Path) -> None:
        (tmp_path / "m.toml").write_text(f'order-id = "{ORDER}"\nreason = "delay"\n', encoding="utf-8")
        known = ["--context", str(tmp_path / "m.toml"), "--context", "reason=shipping_address"]
        assert "MSG012 [Important] marks" in self.run(tmp_path, *known[:2])[1]
        known += ["--context", "review-already-requested=no", "--context", "buyer_language=en"]
        code, told = self.run(tmp_path, *known, "--ignore", "MSG011")
        assert (code, told) == (
            0,
            "All checks passed.\nNot judged: MSG015; they need `--context` with order_completed_at, sent_at.\n",
        )

    def test_json(self, tmp_path: Path) -> None:
        told = json.loads(self.run(tmp_path, "--output-format", "json")[1])
        Draft202012Validator(SCHEMA).validate(told)
        assert [rule["code"] for rule in told["files"][0]["not_judged"]] == ["TXT021", *FRAME]

    @pytest.mark.parametrize(
        ("context", "says"),
        [
            ("reson=x", "--context: unknown key `reson`, did you mean `reason`?"),
            ("reason=x", "--context: `reason` is 'x'"),
            ("nothere.toml", "nothere.toml: No such file"),
        ],
    )
    def test_refused(self, tmp_path: Path, context: str, says: str) -> None:
        code, told = self.run(tmp_path, "--context", context)
        assert code == 2
        assert says in told
