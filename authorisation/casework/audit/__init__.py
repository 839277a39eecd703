"""The events of a store held against what was signed."""
