"""What keeps this house in order; not part of the package."""
