"""The written shape of each kind of file."""
