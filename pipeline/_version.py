"""The version, in one place."""

__version__ = "0.1.0"

SOFTWARE = f"health-page-pipeline/{__version__}"
"""What archives, manifests and requests say made them."""
