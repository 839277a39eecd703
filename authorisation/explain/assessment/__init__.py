"""One assessment in words: its page, its steps, its table rows, its comparison."""
