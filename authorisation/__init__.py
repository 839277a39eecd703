"""Assess applications for authorisation against written rules, and say why."""

__version__ = "0.1.0"
