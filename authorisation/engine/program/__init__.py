"""A rule set compiled once, and its parameters and severities on one day."""
