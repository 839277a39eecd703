"""Formulas of FEEL over the columns of submissions: values, and what operations make of them."""
