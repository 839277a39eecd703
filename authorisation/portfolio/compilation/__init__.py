"""A rule set for one day and stage, compiled to expressions over the columns of submissions."""
