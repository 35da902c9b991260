"""One file per publisher; found by being there."""
