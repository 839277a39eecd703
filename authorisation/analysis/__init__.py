"""Questions that are asked of the rules themselves, and what their answers rest on."""
