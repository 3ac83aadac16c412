"""Which digits the numbering plans of the world know as phone numbers.

The plans are those of libphonenumber, as turbohtml compiles them in: a number is judged in 5 µs, where the
``phonenumbers`` package takes 220 µs for the regions of the Amazon stores.
"""

from functools import cache, lru_cache

from turbohtml.clean import LinkDetector, PhoneGrouping, PhoneNumbers

__all__ = ["is_assigned"]

_MOST = 8
"""Regions that the library takes at once."""


@lru_cache(maxsize=4096)
def is_assigned(number: str, regions: tuple[str, ...]) -> bool:
    """Whether a plan assigns the number: with ``+`` any plan, else that of one of the regions, as it is dialled there.

    ``number`` is made of digits, with a ``+`` before them or without, and single blanks; ``regions`` are ISO 3166 codes
    in upper case. A number that begins with neither ``+`` nor ``0`` must have the groups in which it is written there.
    """
    grouping = PhoneGrouping.ANY if number[0] in "+0" else PhoneGrouping.STRICT
    return any(
        any(span.start == 0 and span.end == len(number) for span in detector.find(number))
        for detector in _detectors(regions, grouping)
    )


@cache
def _detectors(regions: tuple[str, ...], grouping: PhoneGrouping) -> tuple[LinkDetector, ...]:
    parts = [regions[start : start + _MOST] for start in range(0, len(regions), _MOST)] or [()]
    numbers = (PhoneNumbers(regions=part, ignore_numbers_after=(), grouping=grouping) for part in parts)
    return tuple(LinkDetector(emails=False, bare_domains=False, phones=each) for each in numbers)
