"""What an article said before: told by what its sources say, kept beside the articles, read only when asked for.

Begins in `carrying`, for a rebuild, and in `file`, for who reads them.
"""
