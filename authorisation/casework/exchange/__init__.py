"""A whole case as a folder of files that the other commands read, and back."""
