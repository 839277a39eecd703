"""Usecases, filesystem."""
