"""An answer as the fields of a page, and what was posted from them as an answer."""
