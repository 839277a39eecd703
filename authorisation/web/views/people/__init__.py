"""Pages about people: their accounts, and what of theirs is erased."""
