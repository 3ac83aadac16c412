"""What a sender says of a message is checked when it is said."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sanitizer import ConfigError, MessageContext

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"marketplace": "amazn.de"}, "which is no country code or host of a store; did you mean `amazon.de`?"),
        ({"marketplace": "zz"}, "write one such as `de` or `amazon.de`"),
        ({"marketplace": 5}, "`marketplace` must be text in quotes, not 5"),
        ({"order_id": "30312345671234567"}, "write 303-1234567-1234567"),
        ({"order_id": "303 1234567 1234567"}, "write it as the marketplace does, such as 303-1234567-1234567"),
        ({"order_id": "1" * 65}, "write it as the marketplace does"),
        ({"reason": "reviews"}, "`reason` is 'reviews'; did you mean `review`?"),
        ({"reason": "because"}, "known are fulfilment_issue, info_required"),
        ({"message_type": "confirmorderdetails"}, "did you mean `confirmOrderDetails`?"),
        ({"buyer_language": "en_US"}, "write `en-US`"),
        ({"buyer_language": "German"}, "write `de`"),
        ({"buyer_language": "x"}, "write `de` or `en-GB`"),
        ({"sent_at": NOON.replace(tzinfo=None)}, "has no time zone; write 2026-11-22T12:00:00+00:00 for UTC"),
        ({"sent_at": "2026-11-22T12:00"}, "has no time zone"),
        ({"sent_at": "yesterday"}, "write a date such as 2026-11-22T10:00:00Z"),
        ({"order_completed_at": 5}, "must be a date with time and time zone"),
        ({"review_already_requested": "perhaps"}, "must be true or false"),
        ({"attachments": -1}, "must be a whole number, 0 or more"),
        ({"order": "x"}, "unknown key `order`, did you mean `order_id`?"),
        ({"zzz": "x"}, "known are marketplace, order_id"),
    ],
)  # fmt: skip
def test_refused_with_what_to_write_instead(given: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        MessageContext.from_dict(given, where="message.toml")
    assert str(caught.value).startswith("message.toml: ")
    assert says in str(caught.value)


def test_refused_when_made() -> None:
    with pytest.raises(ConfigError, match="did you mean `review`"):
        MessageContext(reason="revew")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="no time zone"):
        MessageContext(sent_at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("marketplace", "kept", "country"),
    [
        ("de", "de", "DE"),
        ("GB", "uk", "GB"),
        ("uk", "uk", "GB"),
        ("https://www.Amazon.co.uk/", "amazon.co.uk", "GB"),
        ("amazon.com", "amazon.com", "US"),
        ("ebay.com.au", "ebay.com.au", "AU"),
        ("etsy.com", "etsy.com", "US"),
    ],
)
def test_marketplaces(marketplace: str, kept: str, country: str) -> None:
    context = MessageContext(marketplace=marketplace)
    assert (context.marketplace, context.country) == (kept, country)


@pytest.mark.parametrize(
    ("given", "kept", "language"),
    [("de", "de", "de"), ("EN-gb", "en-GB", "en"), ("zh-hans-cn", "zh-Hans-CN", "zh"), ("es-419", "es-419", "es")],
)
def test_languages(given: str, kept: str, language: str) -> None:
    context = MessageContext(buyer_language=given)
    assert (context.buyer_language, context.language) == (kept, language)


def test_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "message.toml"
    path.write_text(
        'order_id = "303-1234567-1234567"\nreason = "return"\norder_completed_at = 2026-11-01T10:00:00+02:00\n'
        'sent_at = "2026-11-22T12:00:00Z"\nreview_already_requested = false\nattachments = "2"\n',
        encoding="utf-8",
    )
    assert MessageContext.load(path) == MessageContext(
        order_id="303-1234567-1234567",
        reason="return",
        order_completed_at=datetime(2026, 11, 1, 10, tzinfo=timezone(timedelta(hours=2))),
        sent_at=NOON,
        review_already_requested=False,
        attachments=2,
    )


@pytest.mark.parametrize(("name", "text", "says"), [
    ("no.toml", None, "No such file"),
    ("broken.toml", "reason = ", "not TOML"),
    ("wrong.toml", 'reason = "revew"', "wrong.toml: `reason` is 'revew'"),
])  # fmt: skip
def test_files_that_cannot_be_used(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        MessageContext.load(tmp_path / name)


def test_now() -> None:
    before = datetime.now(UTC)
    sent_at = MessageContext.from_dict({"sent_at": "now"}).sent_at
    assert sent_at is not None
    assert before <= sent_at <= datetime.now(UTC)


def test_frozen_hashable_and_sent_to_other_processes() -> None:
    context = MessageContext(order_id="303-1234567-1234567", sent_at=NOON)
    assert pickle.loads(pickle.dumps(context)) == context
    assert hash(context) == hash(MessageContext(order_id="303-1234567-1234567", sent_at=NOON))
    with pytest.raises(AttributeError):
        context.order_id = "x"  # type: ignore[misc]
