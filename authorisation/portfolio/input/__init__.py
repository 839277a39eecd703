"""Submissions put into a table: from a folder, a file of rows, or a table of a database."""
