"""What connects the library to the world: the command and its files."""
