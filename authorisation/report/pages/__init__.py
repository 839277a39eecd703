"""Pages: what each one holds and in which order, a module a page."""
