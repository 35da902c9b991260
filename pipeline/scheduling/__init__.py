"""Pure arithmetic: history to when to fetch next."""
