"""FEEL text to syntax tree: lexer, parser and the nodes of the tree."""
