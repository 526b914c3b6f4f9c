"""Which documents a tree matches, which of them the filters let through, and how well each fits.

Begins in `relax`, which has `evaluate` match the tree and `filters` sift what matched.
"""
