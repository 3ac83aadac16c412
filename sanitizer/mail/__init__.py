"""Messages as RFC 5322 and MIME have them: parts with their places, transfer encodings, names, pictures, files."""
