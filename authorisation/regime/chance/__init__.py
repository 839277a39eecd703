"""Regime, chance."""
