"""Keeps a local, trustworthy copy of consumer-health pages."""
