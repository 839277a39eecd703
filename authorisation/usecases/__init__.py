"""What the product does; the command line calls only this."""
