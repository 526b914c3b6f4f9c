"""The query language: text to a tree of what is asked, and back."""
