"""Arguments in, lines out."""
