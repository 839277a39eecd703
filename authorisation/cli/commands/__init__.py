"""Cli, commands."""
