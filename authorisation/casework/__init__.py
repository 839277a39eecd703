"""Cases from application to decision to watch, kept in a store: a Django app without a page."""
