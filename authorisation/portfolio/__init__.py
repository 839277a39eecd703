"""Many submissions at once: a rule set as columns of a table, worked out by a database."""
