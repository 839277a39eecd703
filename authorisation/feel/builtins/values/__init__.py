"""What built-in functions do with single values: equality, order, text of numbers, ranges."""
