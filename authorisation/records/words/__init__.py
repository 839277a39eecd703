"""What a record says by itself, in words: for where it cannot be derived again the same."""
