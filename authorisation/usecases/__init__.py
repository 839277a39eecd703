"""Use cases, one a module: what the product does; the command line calls only these."""
