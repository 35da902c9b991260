"""Datasets out, one file per format."""
