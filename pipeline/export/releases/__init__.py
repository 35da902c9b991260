"""Exports with a name, kept side by side: what changed from one to the next, and the way from one to the next."""
