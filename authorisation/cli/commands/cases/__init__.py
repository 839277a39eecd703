"""The commands that work on a store of cases."""
