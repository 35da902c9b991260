"""One writer a format: tables in, files out."""
