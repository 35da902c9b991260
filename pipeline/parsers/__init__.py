"""The only code that reads HTML: a capture and a site's profile in, a record out."""

from pipeline.parsers.reading import read
from pipeline.parsers.version import PARSER_VERSION, parser_version

__all__ = ["PARSER_VERSION", "parser_version", "read"]
