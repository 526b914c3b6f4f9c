"""Segments as flat, memory-mapped files, and the classes through which Whoosh reads and writes them.

`segment` is one of them, opened; `runs` writes them of articles, `merge` makes one of several, `revising` one of what
was served and what has changed. `layout` is the file; `dictionary`, `postings`, `spans` and `store` are what is in it,
`whoosh_codec` is where Whoosh comes in, `jit` how loops are compiled.
"""
