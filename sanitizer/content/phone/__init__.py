"""Phone numbers in text."""
