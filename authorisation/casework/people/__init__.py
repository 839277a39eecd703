"""Who has an account, what each may be, and what of them can be erased: each act is an event."""
