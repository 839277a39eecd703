"""Regime, attribution."""
