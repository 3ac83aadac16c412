"""``python -m tests.bench``: see :mod:`tests.bench.compare`."""

from tests.bench.compare import main

main()
