"""Messages on the command line: eml files, mailboxes and Maildir folders as a user meets them."""

import json
import mailbox
from contextlib import closing
from importlib import resources
from pathlib import Path

import messages as made
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from sanitizer.adapters.cli import main
from sanitizer.adapters.mailboxes import kind_of

GOOD, BAD = made.plain(made.GOOD, transfer="7bit"), made.plain(made.BAD, transfer="7bit")
MENDED = BAD.replace(b' style="color:red"', b"")
LEFT = made.plain('<p><a href="https://shop.example/">Our shop in town</a></p>\r\n')
TWICE = b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n"

pytestmark = pytest.mark.usefixtures("folder")


def call(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def mbox(*messages: bytes, eol: bytes = b"\n") -> bytes:
    """A mailbox as programs write it, an empty line behind each message."""
    lines = [b"From shop@shop.example Sun Nov 22 10:00:00 2026\n" + each.replace(b"\r\n", b"\n") for each in messages]
    return b"\n".join(lines).replace(b"\n", eol)


def test_check_names_the_part_and_shows_the_line(folder: Path) -> None:
    (folder / "mail.eml").write_bytes(made.plain(made.BAD, Return_Receipt_To="a@shop.example"))
    done = call("check", ".")
    assert done.exit_code == 1
    assert "mail.eml:header Return-Receipt-To:4:1: MSG004 [*] Return-Receipt-To asks for a receipt" in done.stdout
    assert "4 | Return-Receipt-To: a@shop.example" in done.stdout
    assert "mail.eml:part 2 text/html:1:11: STY002 [*] color overrides the default text colour" in done.stdout
    assert '1 | <p style="color:red">' in done.stdout


def test_fix_in_place_and_once(folder: Path) -> None:
    path = folder / "mail.eml"
    path.write_bytes(BAD)
    assert call("fix", "mail.eml").exit_code == 0
    fixed = path.read_bytes()
    assert b"color" not in fixed
    assert fixed.startswith(BAD.partition(b"<p")[0])
    stamp = path.stat().st_mtime_ns
    assert call("fix", "mail.eml").exit_code == 0
    assert path.stat().st_mtime_ns == stamp


def test_a_diff(folder: Path) -> None:
    (folder / "mail.eml").write_bytes(BAD)
    done = call("fix", "--diff", "mail.eml")
    assert "-<p style=" in done.stdout
    assert (folder / "mail.eml").read_bytes() == BAD


def test_what_is_refused_stays_and_ends_in_2(folder: Path) -> None:
    (folder / "mail.eml").write_bytes(TWICE)
    done = call("fix", "mail.eml")
    assert done.exit_code == 2
    assert "content-type is there twice" in done.stderr
    assert (folder / "mail.eml").read_bytes() == TWICE


def test_standard_input_by_its_name() -> None:
    done = call("fix", "-", "--stdin-filename", "mail.eml", stdin=BAD)
    assert done.stdout_bytes.startswith(BAD.partition(b"<p")[0])
    assert b"color" not in done.stdout_bytes


def test_json(folder: Path) -> None:
    (folder / "mail.eml").write_bytes(BAD)
    report = json.loads(call("check", "--output-format", "json", "mail.eml").stdout)
    schema = resources.files("sanitizer").joinpath("reports", "report.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(report)
    assert report["files"][0]["findings"][0]["part"] == "part 2 text/html"


@pytest.mark.parametrize(
    "form", ["github", "gitlab", "sarif", "checkstyle", "junit", "grouped", "markdown", "jsonl", "text"]
)
def test_every_report_names_the_part(folder: Path, form: str) -> None:
    (folder / "mail.eml").write_bytes(made.plain("<p>one</p>\r\n" + made.BAD))
    told = call("check", "--output-format", form, "mail.eml").stdout
    assert "part 2 text/html" in told
    assert form == "jsonl" or "part 2 text/html:2:11" in told


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_mailbox_message_by_message(folder: Path, eol: bytes) -> None:
    path = folder / "inbox.mbox"
    path.write_bytes(mbox(GOOD, BAD, TWICE, BAD, eol=eol))
    done = call("fix", "inbox.mbox")
    assert done.exit_code == 1
    assert "inbox.mbox:message 3 part 1 text/plain:1:1: MSG001" in done.stdout
    assert "message 3: left as it is: mail programs may see different messages in it" in done.stdout
    fixed = path.read_bytes()
    assert fixed == mbox(GOOD, MENDED, TWICE, MENDED, eol=eol)
    with closing(mailbox.mbox(path)) as box:
        assert len(box) == 4


def test_a_clean_mailbox_is_not_written(folder: Path) -> None:
    path = folder / "inbox.mbox"
    path.write_bytes(mbox(GOOD, GOOD))
    stamp = path.stat().st_mtime_ns
    assert call("fix", "inbox.mbox").exit_code == 0
    assert path.stat().st_mtime_ns == stamp


def test_a_maildir(folder: Path) -> None:
    box = mailbox.Maildir(folder / "box", create=True)
    key = box.add(mailbox.MaildirMessage(BAD))
    other = mailbox.MaildirMessage(GOOD)
    other.set_subdir("cur")
    box.add(other)
    assert call("check", "box").exit_code == 1
    assert call("fix", "box").exit_code == 0
    assert b"color" not in box.get_bytes(key)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.eml", "message"), ("A.EML", "message"), ("a.mbox", "mailbox"), ("a.html", None), ("cur/a", None)],
)
def test_kinds_by_name(name: str, kind: str | None) -> None:
    assert kind_of(Path(name)) == kind


def test_findings_that_no_fix_mends_are_left(folder: Path) -> None:
    (folder / "mail.eml").write_bytes(LEFT)
    assert call("fix", "mail.eml").exit_code == 1
    assert call("fix", "--unsafe-fixes", "mail.eml").exit_code == 0
