"""HTML as the plain text of a channel: nothing is lost, nothing is HTML, and limits are told by name and length."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import sanitizer
from sanitizer import ConfigError, MessageContext, PlainText, Policy, to_text
from sanitizer.adapters.cli import main

ORDER = "303-1234567-1234567"
HTML = f"""<h1 style="color:red">Your order {ORDER}</h1><script>x()</script>
<p>The <b>lamp</b> &lt;b&gt; &amp; its cable:
<a href="https://www.amazon.com/gp/css/order-history">in your orders</a></p>
<ol><li>Unpack<li>Plug in</ol><table><tr><td>Lamp<td>2</table><img src="https://i.example/a.png" alt="The lamp">"""
TEXT = f"""Your order {ORDER}

The lamp \u2039b\u203a & its cable: in your orders (https://www.amazon.com/gp/css/order-history)

1. Unpack
2. Plug in

Lamp | 2

The lamp"""


def codes(made: PlainText) -> list[str]:
    return [finding.code for finding in made.report.left if finding.code.startswith("MSG")]


@pytest.mark.parametrize("source", [HTML, HTML.encode()], ids=["str", "bytes"])
def test_sanitized_html_as_text(source: str | bytes) -> None:
    made = to_text(source, channel="form", context=MessageContext(order_id=ORDER), select=("SEC", "MSG", "STY"))
    assert made.text == TEXT
    assert made.ok


@pytest.mark.parametrize(
    ("message_type", "length", "found"),
    [
        ("digitalAccessKey", 400, []),
        ("digitalAccessKey", 401, ["MSG017"]),
        ("confirmCustomizationDetails", 800, []),
        ("confirmCustomizationDetails", 801, ["MSG017"]),
        ("confirmOrderDetails", 2000, []),
        ("confirmOrderDetails", 2001, ["MSG017"]),
        ("legalDisclosure", 1, ["MSG017"]),
        ("legalDisclosure", 0, []),
        ("unexpectedProblem", 0, ["MSG017"]),
    ],
)
def test_limits_of_the_message_interface(message_type: str, length: int, found: list[str]) -> None:
    context = MessageContext.from_dict({"channel": "api", "message_type": message_type})
    made = to_text(f"<p>{'x' * length}</p>", context=context)
    assert len(made.text) == length
    assert codes(made) == found
    assert made.ok is not bool(found)


def test_over_the_limit_the_text_is_whole_and_its_end_is_named() -> None:
    made = to_text("<p>" + "x" * 405, channel="api.digitalAccessKey")
    (finding,) = made.report.left
    assert "the text has 405 characters, 5 more than the 400 that api.digitalAccessKey takes" in finding.message
    assert (finding.column, finding.end_column) == (401, 406)
    assert len(made.text) == 405
    with pytest.raises(sanitizer.ViolationError, match="MSG017"):
        made.report.raise_for("error")


def test_the_only_channel_need_not_be_named() -> None:
    policy = Policy.load("amazon").changed(channels={"note": {"characters": [1, 5]}})
    assert to_text("<p>Hello", policy).channel.characters == (1, 5)


@pytest.mark.parametrize(
    ("policy", "channel", "says"),
    [
        ("amazon", None, "which channel\\? write one of api, form"),
        ("amazon", "fax", "no channel 'fax'"),
        ("amazon", "api", "write one of confirm"),
        ("email", None, "it has no `channels`"),
    ],
)
def test_channels_that_are_not_there(policy: str, channel: str | None, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        to_text("<p>x", policy, channel=channel)


@given(st.text(st.sampled_from("<>/!?&;ab lt#x\n\"'=-"), max_size=60))
def test_no_tag_gets_through(source: str) -> None:
    made = to_text(source, channel="form")
    assert not [finding for finding in made.report.left if finding.code == "MSG018" and finding.severity == "error"]


class TestCommand:
    def test_text_out_findings_aside(self, tmp_path: Path) -> None:
        (tmp_path / "m.html").write_text(HTML, encoding="utf-8")
        arguments = ["text", str(tmp_path / "m.html"), "--channel", "form", "--context", f"order_id={ORDER}"]
        done = CliRunner().invoke(main, arguments)
        assert (done.exit_code, done.stdout) == (0, TEXT + "\n")
        assert done.stderr.startswith("All checks passed.\nNot judged: ")

    def test_too_long(self) -> None:
        arguments = ["text", "-", "--channel", "api", "--context", "message_type=digitalAccessKey", "-q"]
        done = CliRunner().invoke(main, arguments, input="<p>" + "x" * 401)
        assert (done.exit_code, done.stdout) == (1, "x" * 401 + "\n")
        assert "-:1:401: MSG017 the text has 401 characters, 1 more than the 400" in done.stderr
        assert CliRunner().invoke(main, [*arguments, "--exit-zero"], input="<p>" + "x" * 401).exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["-"], "which channel? write one of api, form"),
            (["none.html", "--channel", "form"], "none.html: No such file"),
            (["-", "--policy", "nowhere", "--channel", "form"], "no policy 'nowhere'"),
        ],
    )
    def test_refused(self, arguments: list[str], says: str) -> None:
        done = CliRunner().invoke(main, ["text", *arguments], input="<p>x")
        assert done.exit_code == 2
        assert says in done.stderr
