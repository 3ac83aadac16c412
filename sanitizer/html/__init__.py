"""HTML and CSS: decoding, tree, positions, declarations, addresses. Knows nothing of rules."""
