"""Checks of rules before there is any answer: names, types, units, references and depth."""
