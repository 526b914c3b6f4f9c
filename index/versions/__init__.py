"""What an article said before: told by what its sources say, kept beside the articles, read only when asked for."""
