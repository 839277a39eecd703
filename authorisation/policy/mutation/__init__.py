"""Small changes of rules, and whether any case notices them."""
