"""What all submissions have in common under some rules: what never happens, and always."""
