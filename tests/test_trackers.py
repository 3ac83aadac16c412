"""Addresses of trackers: every row of the data is found under its own name, clean addresses are not, none is slow."""

import tomllib
from functools import partial
from importlib import resources
from itertools import count
from typing import Any

import pytest

from sanitizer.html import images, trackers
from sanitizer.html.trackers import Evidence
from tests.clock import seconds

DATA: dict[str, Any] = tomllib.loads(
    resources.files("sanitizer").joinpath("data", "trackers.toml").read_text(encoding="utf-8")
)
WORD = "the URL speaks of tracking"
TOKEN = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2"
CLEAN = (
    "",
    "cid:logo@shop.example",
    "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    "images/logo.png",
    "/open.php?u=1",
    "https://shop.example/",
    "https://shop.example/images/logo.png",
    "https://shop.example/images/logo@2x.png",
    "https://cdn.shop.example/npm/icons@1.2.3/box.svg",
    "https://joe@shop.example/box.png",
    "https://m.media-amazon.com/images/I/71abcDEFgh._AC_SL1500_.jpg",
    "https://images-na.ssl-images-amazon.com/images/G/01/logo.png",
    "https://list-manage.com.shop.example/track/opening-hours.png",
    "https://notlist-manage.com/track/box.png",
    "https://www.facebook.com/images/fb_icon.png",
    "https://github.com/shop/repo/raw/main/logo.png",
    "https://shop.example/my-very-long-product-name-with-every-single-word-of-it.png",
    "https://substackcdn.com/image/fetch/box.png",
    "https://shop.example/reopening/box.png",
)


@pytest.mark.parametrize("row", DATA["tracker"], ids=lambda row: f"{row['provider']}: {row['example'][8:40]}")
def test_every_row_is_found_under_its_name(row: dict[str, Any]) -> None:
    assert set(row) <= {"provider", "hosts", "host", "path", "example"}
    assert not {"hosts", "host"} <= set(row)
    assert {"hosts", "host", "path"} & set(row)
    assert trackers.provider(row["example"]) == row["provider"]
    assert trackers.provider(row["example"].replace("https:", "")) == row["provider"]
    assert f"known tracker {row['provider']}" in trackers.evidence(f" {row['example'].replace('&', '&amp;')}\n").strong


def test_every_row_is_needed() -> None:
    shapes = [(tuple(row.get("hosts", ())), row.get("host"), row.get("path")) for row in DATA["tracker"]]
    assert len(set(shapes)) == len(shapes)
    assert all(host == host.lower() for hosts, _, _ in shapes for host in hosts)


@pytest.mark.parametrize("row", DATA["word"], ids=lambda row: row["example"][8:])
def test_every_word_is_weak(row: dict[str, Any]) -> None:
    assert trackers.evidence(row["example"]) == Evidence(remote=True, weak=(WORD,))


@pytest.mark.parametrize("url", CLEAN)
def test_clean_addresses(url: str) -> None:
    assert trackers.provider(url) is None
    assert trackers.evidence(url).reasons == ()
    assert trackers.evidence(url).strong == ()


@pytest.mark.parametrize(
    ("url", "reasons"),
    [
        (f"https://shop.example/open.gif?{TOKEN}", ("opaque token of 44 characters", WORD)),
        (f"https://shop.example/{'0a1b' * 10}/track/open", ("opaque token of 40 characters", WORD)),
        (f"https://shop.example/box.png?{TOKEN}", ()),
        ("https://shop.example/box.png?to=joe@mail.example", ("e-mail address in the URL",)),
        ("https://shop.example/joe.doe%40mail.example/box.png", ("e-mail address in the URL",)),
        ("http://ci4.googleusercontent.com/meips/x#https://x9.mjt.lu/oo/1", ("known tracker Mailjet",)),
        ("HTTPS:\\\\X9.MJT.LU/OO/1", ("known tracker Mailjet",)),
        (f"{' ' * 5000}https://x9.mjt.lu/oo/1", ("known tracker Mailjet",)),
    ],
)
def test_reasons(url: str, reasons: tuple[str, ...]) -> None:
    assert trackers.evidence(url).reasons == reasons


@pytest.mark.parametrize(
    "part",
    "1x1 a@ /e ?e= &e=open a. @a.a aB1 /q/~ 0a /p/cp/ o.gif /CI0/a= pixel /ss/o/ intercom-mail. -o- %40 #http".split(),
)
def test_hostile_addresses_are_fast(part: str) -> None:
    number = count()  # what is said of an address is remembered
    for start in ("https://shop.example/", "https://", "https://shop.example/track/open?"):
        for look in (trackers.evidence, trackers.provider, images.is_spacer):
            work = partial(
                lambda look, start: look(f"{start}{part * (20_000 // len(part))}{next(number)}"), look, start
            )
            assert seconds(work, 0.05) < 0.05
