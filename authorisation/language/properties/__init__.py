"""Reads the properties in the folder `properties` of a rule set."""
