"""What is read across all cases and changes none: a proposal held against the applications."""
