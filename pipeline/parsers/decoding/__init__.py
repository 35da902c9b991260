"""From the bytes of an answer to UTF-8 that the parser takes: encodings, damage to words, depth."""
