"""Many records, one article: which belong together, what the article takes from each, what links to what."""
