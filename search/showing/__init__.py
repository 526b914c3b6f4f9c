"""What a reader sees of an article found: its marks and its best passages."""
