"""``python -m sanitizer``."""

from sanitizer.adapters.cli import main

if __name__ == "__main__":
    main()
