"""What a message says: detectors over text as it is read. Knows nothing of HTML, rules or policy."""
