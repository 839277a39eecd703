"""What the pages of the site do, one module a kind."""
