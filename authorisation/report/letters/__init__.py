"""Letters: to a group, from whoever decides, as values that a template of Typst lays out."""
