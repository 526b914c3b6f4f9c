"""What source files became at the last rebuild, kept so that a file that has not changed is not read again.

Begins in `intake`.
"""
