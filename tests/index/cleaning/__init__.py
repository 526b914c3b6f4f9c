"""What of a text is the article's: `index.cleaning`, on small pages of our own and on real ones."""
