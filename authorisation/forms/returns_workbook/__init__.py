"""A file of returns as a workbook, written and read."""
