"""The pages of rule sets: the list of them, and all that is in one."""
