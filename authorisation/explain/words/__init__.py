"""Formatters for a reader: values, names, formulas, margins, messages, sources."""
