"""FEEL, the expression language of DMN 1.5, by itself."""
