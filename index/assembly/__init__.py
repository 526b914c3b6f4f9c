"""Many records, one article: which belong together, what the article takes from each, what links to what.

Begins in `assemble`, which has the rules; `outline` and `grouping` tell what belongs together, `joining` and `texts`
what is taken, `linking` what relates.
"""
