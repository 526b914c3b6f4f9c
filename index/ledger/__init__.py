"""What the last rebuild knew of every record, as flat arrays: by it the next one finds what a change affects."""
