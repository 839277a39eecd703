"""Forms to fill in: blank, or with what is answered already."""
