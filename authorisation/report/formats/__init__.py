"""Renderers of pages: text, HTML and Markdown."""
