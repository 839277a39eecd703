"""Reads the policy tests in the folder `cases` of a rule set."""
