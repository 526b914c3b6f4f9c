"""A rebuild: from files to a published generation, all of it or what a change affects. Begins in `rebuild`."""
