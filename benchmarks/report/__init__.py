"""How large and how quick the HTML report of a large database is."""
