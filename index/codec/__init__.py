"""Segments as flat, memory-mapped files, and the classes through which Whoosh reads and writes them."""
