"""Words that were likely meant."""
