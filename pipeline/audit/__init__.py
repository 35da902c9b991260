"""Rules over stored records give findings."""
