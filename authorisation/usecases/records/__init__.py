"""Kept records: derived again, shown as pages, and held against what came later."""
