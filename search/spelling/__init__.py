"""Words that were likely meant. Begins in `suggest`."""
