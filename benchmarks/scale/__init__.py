"""Re-reading past one core: how fast each engine is, and what is left when parts of it are killed."""
