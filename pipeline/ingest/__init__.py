"""Due targets to captures to documents to rows: the main loop, from lock to verdict."""
