"""The site: its pages, and the way from an answer to a control on one and back."""
