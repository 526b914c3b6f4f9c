"""The query language: text to a tree of what is asked, and back. Begins in `parse`; `tree` says what may be asked."""
