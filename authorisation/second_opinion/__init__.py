"""Second_opinion."""
