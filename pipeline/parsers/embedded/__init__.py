"""What a page says to machines: JSON-LD, microdata, OpenGraph, Dublin Core, the state of its scripts."""
