"""Runs the policy tests that stand beside the rules."""
