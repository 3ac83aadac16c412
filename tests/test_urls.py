"""Addresses are read as a browser reads them, in linear time."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer.html.urls import (
    ascii_host,
    has_port,
    host_of,
    is_raster_data,
    matches_host,
    path_of,
    scheme_of,
    srcset_urls,
    tidy,
)
from tests.clock import seconds

HOSTS = [
    ("https://www.amazon.com/x", "www.amazon.com"),
    ("HTTPS://WWW.Amazon.COM", "www.amazon.com"),
    ("  \x00\x1fhttps://amazon.com/ ", "amazon.com"),
    ("ht\ttps:\n//ama\rzon.com/", "amazon.com"),
    ("//amazon.com/x", "amazon.com"),
    ("\\\\amazon.com\\x", "amazon.com"),
    ("/\t\\amazon.com", "amazon.com"),
    ("////amazon.com", "amazon.com"),
    ("https:\\\\amazon.com\\@evil.example", "amazon.com"),
    ("https:amazon.com", "amazon.com"),
    ("https:/amazon.com", "amazon.com"),
    ("https:///amazon.com", "amazon.com"),
    ("https://amazon.com@evil.example/", "evil.example"),
    ("https://amazon.com:443@evil.example", "evil.example"),
    ("https://a@amazon.com@evil.example", "evil.example"),
    ("https://evil.example#@amazon.com", "evil.example"),
    ("https://evil.example?@amazon.com", "evil.example"),
    ("https://evil.example/@amazon.com", "evil.example"),
    ("https://amazon.com:8080/x", "amazon.com"),
    ("https://amazon.com:/x", "amazon.com"),
    ("https://amazon.com./x", "amazon.com"),
    ("https://amazon%2Ecom/", "amazon.com"),
    ("https://%61mazon.com/", "amazon.com"),
    ("https://amazon.com%2F.evil.example/", ""),
    ("https://evil.example%23.amazon.com/", ""),
    ("https://evil.example%00.amazon.com/", ""),
    ("https://ama zon.com/", ""),
    ("https://amazon.com:x/", ""),
    ("https://amazon.com|evil.example/", ""),
    ("https://", ""),
    ("https:///", ""),
    ("https://[::1]:80/", "[::1]"),
    ("https://[evil]/", ""),
    ("https://ａｍａｚｏｎ．ｃｏｍ/", "amazon.com"),
    ("https://amazon。com/", "amazon.com"),
    ("https://ama\u00adzon.com/", "amazon.com"),
    ("https://amazon.com／evil.example/", ""),
    ("https://аmazon.com/", "xn--mazon-3ve.com"),
    ("https://%D0%B0mazon.com/", "xn--mazon-3ve.com"),
    ("https://MÜLLER.example/", "xn--mller-kva.example"),
    ("https://xn--mller-kva.example/", "xn--mller-kva.example"),
    ("https://faß.example/", "xn--fa-hia.example"),
    ("https://❤.example/", "xn--qei.example"),
    ("https://" + "a" * 300 + ".example/", ""),
    ("https://\ud800.example/", ""),
    ("mailto:a@amazon.com", ""),
    ("javascript://amazon.com/%0Aalert(1)", ""),
    ("/amazon.com", ""),
    ("amazon.com", ""),
    ("", ""),
]


@pytest.mark.parametrize(("address", "host"), HOSTS)
def test_host(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("HTTP://x", "http"),
        ("\x01 java\tscr\nipt:alert(1)", "javascript"),
        ("//x", "//"),
        ("/\\x", "//"),
        ("/x", ""),
        ("x/y:z", ""),
        ("#a:b", ""),
        (":x", ""),
        ("1a:x", ""),
        ("", ""),
        ("ſms:1", ""),
        ("data:image/png;base64,AA", "data"),
    ],
)
def test_scheme(address: str, scheme: str) -> None:
    assert scheme_of(address) == scheme


def test_path_is_what_follows_host_and_port() -> None:
    assert path_of("https://a@x.example:80/p?q#f") == "/p?q#f"
    assert path_of("https:\\\\x.example\\p") == "\\p"
    assert path_of("https://x.example?q") == "?q"
    assert path_of("//x.example/p") == "/p"
    assert path_of("mailto:a") == path_of("/p") == ""


def test_port() -> None:
    assert has_port("https://x.example:80/")
    assert not has_port("https://x.example:/")
    assert not has_port("https://a:80@x.example/")


@pytest.mark.parametrize("host", ["amazon.com", "www.amazon.com", "a.b.amazon.com"])
def test_listed_host_and_what_is_below_it(host: str) -> None:
    assert matches_host(host, frozenset(("amazon.com", "amazon.de")))


@pytest.mark.parametrize("host", ["", "com", "evil-amazon.com", "amazon.com.evil.example", "amazon.co", "mazon.com"])
def test_never_by_substring(host: str) -> None:
    assert not matches_host(host, frozenset(("amazon.com",)))


def test_list_in_another_script() -> None:
    assert matches_host("www.xn--mller-kva.example", frozenset(("müller.example",)))
    assert not matches_host("x.example", frozenset(("",)))


def test_ascii_host_of_a_bare_name() -> None:
    assert ascii_host("WWW.Müller.example.") == "www.xn--mller-kva.example"


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        ("", []),
        (" , ,", []),
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png,b.png", ["a.png,b.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        ("a.png,, b.png", ["a.png", "b.png"]),
        ("data:image/png;base64,AA 1x,b.png 2x", ["data:image/png;base64,AA", "b.png"]),
        ("a.png (x, y) 1x, b.png", ["a.png", "b.png"]),
        ("a.png (x, b.png", ["a.png"]),
        ("\n\ta.png\n100w\n,\nb.png", ["a.png", "b.png"]),
    ],
)
def test_srcset(value: str, urls: list[str]) -> None:
    assert srcset_urls(value) == urls


def test_raster_data() -> None:
    assert is_raster_data(" DATA:image/PNG;base64,AA")
    assert not is_raster_data("data:image/svg+xml,<svg/>")


HOSTILE = [
    "a" + " " * 200_000 + "b",
    " " * 200_000,
    "https://" + "@" * 200_000,
    "https://" + "a." * 100_000,
    "https://" + ":1" * 100_000,
    "https://" + "\u0430" * 100_000,
    "https:" + "/" * 200_000,
    "a" * 200_000 + ":",
    "," * 200_000,
    ", " * 100_000,
    "a " * 100_000,
    "a (" * 66_000,
    "data:image/png" + ";a" * 100_000,
    "\t" * 200_000,
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_read_in_linear_time(value: str) -> None:
    for look in (host_of, path_of, tidy, srcset_urls, is_raster_data):
        assert seconds(partial(look, value), 0.1) < 0.1


@given(st.text())
def test_no_address_is_too_odd(value: str) -> None:
    host = host_of(value)
    assert host_of("https://" + value) is not None
    assert host.isascii()
    assert srcset_urls(value) is not None


@given(st.text(alphabet="ahtps:/\\@.%2F#?\t аａ。[]1"))
def test_host_reads_the_same_again(value: str) -> None:
    if host := host_of("https://" + value):
        assert host_of(f"https://{host}/") in (host, host.removesuffix("."))
