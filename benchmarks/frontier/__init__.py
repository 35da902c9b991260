"""Whether a run costs the same however large the frontier and however long the past."""
