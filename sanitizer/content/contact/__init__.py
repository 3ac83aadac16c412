"""E-mail addresses, URLs, hosts and names at social networks in text."""
