"""How right the records are, field by field."""
