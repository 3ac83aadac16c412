"""Emoji, decorative symbols and emoticons in text."""
