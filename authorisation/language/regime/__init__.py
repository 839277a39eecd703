"""Loads a failure regime from the `regime.yaml` of a rule set."""
