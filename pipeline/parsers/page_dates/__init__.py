"""The dates that a page without a profile states about itself in its text, told from those of anything else."""
