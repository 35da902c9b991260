"""Pages that reached us only as text: what html2text and its like wrote, or words and blank lines alone."""

from pipeline.parsers.textdump.dump import PAGE_TYPE, TYPES, address_in, is_text, read_dump

__all__ = ["PAGE_TYPE", "TYPES", "address_in", "is_text", "read_dump"]
