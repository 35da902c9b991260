"""The only code that reads HTML."""
