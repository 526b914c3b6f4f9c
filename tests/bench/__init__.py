"""Backfile beside other search libraries, on the same articles and the same page of work: `python -m tests.bench`."""
