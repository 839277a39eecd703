"""Runs the cases of rule sets and of failure regimes, and formats what they found."""
