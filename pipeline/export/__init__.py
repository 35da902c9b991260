"""Datasets out, one file per format.

``rows`` says what the tables hold, ``selection`` who is let in, ``jsonl``, ``csv`` and ``parquet`` write one table
each, ``engine`` sends one pass over the documents through all of them, ``manifest`` and ``card`` describe the result.
"""
