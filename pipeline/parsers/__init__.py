"""The only code that reads HTML: a capture and a site's profile in, a record out."""

from pipeline.parsers.reading import PARSER_VERSION, read

__all__ = ["PARSER_VERSION", "read"]
