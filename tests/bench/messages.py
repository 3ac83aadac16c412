"""Whole messages: how many a second on one core, what of the time the rules for HTML take, and memory of a large one.

Run with ``python -m tests.bench.messages [--rounds N]``. A message has 20 kB of quoted-printable HTML, whose lines no
other has, a text part and a boundary of its own. Both times are CPU time, taken in turn; of messages that differ in
numbers alone the one counts that took least, and none is measured twice. Memory is the peak of a process of its own,
less what it held before, in sizes of the message.
"""

import argparse
import gc
import resource
import subprocess
import sys
import time
from email.message import EmailMessage
from email.policy import SMTP

from sanitizer import MessageSanitizer

LINE = (
    '<p{style}>Dear Jane, your order {number} is on its way, <a href="https://www.amazon.com/gp/css/order-history">'
    "track it</a>. It comes in two boxes.</p>\r\n"
)
COUNT, LARGE = 60, 25_000_000
STATES = {
    "every line changes": (103, range(103)),
    "one line changes": (117, range(50, 51)),
    "nothing changes": (118, range(0)),
}
"""Lines of the HTML, and those of them that break the policy."""


def message(state: str, index: int) -> tuple[bytes, str]:
    """A message and its HTML."""
    count, styled = STATES[state]
    lines = [
        LINE.format(style=' style="color:red"' if line in styled else "", number=f"123-{index:07}-{line:07}")
        for line in range(count)
    ]
    html = f"<html><body>{''.join(lines)}</body></html>\r\n"
    made = EmailMessage(policy=SMTP)
    made["Subject"], made["From"], made["To"] = f"Order {index}", "shop@shop.example", "x7k2@marketplace.amazon.com"
    made.set_content("Your order is on its way.")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    return made.as_bytes(), html


def speed(state: str, rounds: int) -> tuple[int, float, float]:
    """Bytes of a message, and milliseconds for it and for HTML like that in it, which was not seen before either."""
    whole = MessageSanitizer("amazon")
    best, html = [float("inf")] * COUNT, [float("inf")] * COUNT
    for turn in range(rounds + 1):
        made = [message(state, turn * COUNT + index) for index in range(COUNT)]
        gc.collect()
        for index, (data, text) in enumerate(made):
            other = text.replace("Jane", "John")
            start = time.process_time()
            whole.sanitize(data)
            middle = time.process_time()
            whole.html.sanitize(other)
            end = time.process_time()
            best[index], html[index] = min(best[index], middle - start), min(html[index], end - middle)
    return len(made[0][0]), sum(best) / COUNT * 1000, sum(html) / COUNT * 1000


def large() -> None:
    """Print how many times its size a message of 25 MB takes."""
    sanitizer = MessageSanitizer("amazon")
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "Large"
    made.set_content("Your order is on its way.")
    made.add_alternative(LINE.format(style=' style="color:red"', number="123-1234567-1234567"), subtype="html")
    made.add_attachment(b"%PDF-1.7" + bytes(200), maintype="application", subtype="pdf", filename="a.pdf")
    sanitizer.sanitize(made.as_bytes())
    head, mark, tail = made.as_bytes().partition(b"JVBERi0xLjcA")
    line = b"QUJD" * 19 + b"\r\n"
    data = head + mark.ljust(76, b"A") + b"\r\n" + line * (LARGE // len(line)) + tail
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    start = time.process_time()
    result = sanitizer.sanitize(data)
    seconds = time.process_time() - start
    assert result.changed
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    times = (peak - before) / len(data) + 1
    print(f"{len(data) / 1e6:.0f} MB: {times:.1f} times its size, itself included, {seconds:.2f} s")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Whole messages: speed and memory")
    parser.add_argument("--rounds", type=int, default=10, help="measured rounds (default 10)")
    parser.add_argument("--large", action="store_true", help="only the memory of a large message, in this process")
    options = parser.parse_args()
    if options.large:
        large()
        return
    print(f"| {'':18} | bytes | messages/s | ms | of that HTML |")
    print(f"| {'-' * 18} | ----: | ---------: | -: | -----------: |")
    for state in STATES:
        size, milliseconds, html = speed(state, options.rounds)
        print(f"| {state:18} | {size} | {1000 / milliseconds:.0f} | {milliseconds:.2f} | {html / milliseconds:.0%} |")
    subprocess.run([sys.executable, "-m", "tests.bench.messages", "--large"], check=True)


if __name__ == "__main__":
    main()
