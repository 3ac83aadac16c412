"""One headless Chromium that shows messages and measures them, without the network and without the mail's scripts."""

import json
import os
import shutil
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.browser.rendering import Rendering

Answer = TypeVar("Answer")

HERE = Path(__file__).resolve().parent
SCRIPTS = ("css.js", "page.js", "insets.js", "probe.js")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://message.test/"
"""Where the page stands that holds the message; http, so that Chromium leaves http addresses in mail as they are."""
PICTURE = (600, 300)
"""Size in pixels of every remote image, and of those that come inside a message."""
_WIDTH_OF = """([text, size]) => {
  const line = document.body.appendChild(document.createElement("span"));
  line.style.cssText = `white-space: nowrap; font-size: ${size}px`;
  line.textContent = text;
  const { width } = line.getBoundingClientRect();
  line.remove();
  return width;
}"""
FLAGS = (
    "--no-sandbox",  # root, as in a container, has no other way
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
)


class NoChromiumError(Exception):
    """What is missing, as a sentence."""


def find() -> Path:
    """The browser: ``SANITIZER_CHROMIUM``, or the first of :data:`NAMES` on the path.

    Raises:
        NoChromiumError: there is none, or no Playwright.
    """
    if find_spec("playwright") is None:
        raise NoChromiumError("no Playwright: install the dependency group `test`")
    named = os.environ.get("SANITIZER_CHROMIUM")
    places = [named] if named else list(NAMES)
    found = next(filter(None, map(shutil.which, places)), None)
    if found is None:
        raise NoChromiumError(f"no Chromium: none of {', '.join(places)} is there (Debian: apt-get install chromium)")
    return Path(found)


@cache
def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def page_source() -> str:
    """The page that holds the message, with the probe."""
    picture = f"data:image/png;base64,{b64encode(png(*PICTURE)).decode()}"
    scripts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return (
        '<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body>'
        f"<script>\nconst PICTURE = {json.dumps(picture)};\n{scripts}\n</script></body></html>"
    )


class Chromium:
    """A running browser with one page, for ``with``.

    Playwright's event loop lives in a thread of its own, so that other tests may run theirs.
    """

    def __init__(self) -> None:
        self._binary = find()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chromium")
        self._requests: list[tuple[str, str]] = []
        self.version = ""

    def __enter__(self) -> Self:
        self._thread.submit(self._start).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def render(self, html: str, widths: Sequence[int] = (600,)) -> list[Rendering]:
        """What a reader sees of the message at each width of the viewport, in CSS pixels."""
        return self._do(lambda: self._render(html, widths))

    def width_of(self, text: str, size: float) -> float:
        """CSS pixels of a text in one line, in the default font of a size."""
        return self._do(lambda: float(self._page.evaluate(_WIDTH_OF, [text, size])))

    def screenshot(self, html: str, path: Path, width: int = 600) -> None:
        """A picture of the message, for people."""
        self._do(lambda: self._screenshot(html, path, width))

    def _do(self, task: Callable[[], Answer]) -> Answer:
        return self._thread.submit(task).result()

    def _start(self) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=self._binary, args=list(FLAGS))
        self.version = self._browser.version
        self._page = self._browser.new_page(viewport={"width": 1000, "height": 800}, service_workers="block")
        self._page.route("**/*", self._answer)
        self._page.goto(ORIGIN)

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def _answer(self, route: Any) -> None:
        """The page itself, a picture for an image, nothing for all else. No request leaves the machine."""
        request = route.request
        if request.is_navigation_request() and request.url == ORIGIN:
            route.fulfill(body=page_source(), content_type="text/html; charset=utf-8")
            return
        if not request.url.startswith(ORIGIN):
            self._requests.append((request.resource_type, request.url))
        if request.resource_type == "image":
            route.fulfill(body=png(*PICTURE), content_type="image/png")
        else:
            route.abort()

    def _render(self, html: str, widths: Sequence[int]) -> list[Rendering]:
        self._requests = []
        results = self._page.evaluate("([html, widths]) => measure(html, widths)", [html, list(widths)])
        requests = tuple(self._requests)
        return [Rendering.read(result, requests) for result in results]

    def _screenshot(self, html: str, path: Path, width: int) -> None:
        self._page.evaluate("([html, widths]) => measure(html, widths)", [html, [width]])
        height = self._page.evaluate("grow()")
        self._page.set_viewport_size({"width": max(width, 100), "height": max(min(height, 6000), 100)})
        self._page.screenshot(path=path)
        self._page.set_viewport_size({"width": 1000, "height": 800})
