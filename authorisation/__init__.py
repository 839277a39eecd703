"""Assess applications for authorisation against written rules, and say why."""
