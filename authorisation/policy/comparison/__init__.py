"""Two rule sets compared: what changed in the text, what it means, and whom it moves."""
