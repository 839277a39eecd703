"""What an expression may be: types, units, the names in reach, what may be compared."""
