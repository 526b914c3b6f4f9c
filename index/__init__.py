"""From files on disk to an index on disk: read, clean, assemble, analyse, write, publish.

A rebuild walks through all of it, from `index.rebuilding.rebuild` on; README.md, "How it is made", has its steps.
What is served is opened by `index.generations.generation`.
"""
