"""Articles that print one report: how alike two texts are, which articles form a story, what differs between them.

Begins in `grouping`; `differences` is for who reads them.
"""
