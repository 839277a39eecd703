"""What an editor asks while somebody writes rules: problems, completion, hover, names, outline."""
