"""Rules as formulas over answers that nobody has given: every value by case, every verdict."""
