"""What an answer makes of the documents found: order, pages, copies, counts.

`folding` first, then `rank` for the page, `facets` beside it; `copies` and `revisions` are of one article's page.
"""
