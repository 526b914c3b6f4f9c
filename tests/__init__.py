"""What users need of Backfile, as tests.

`index`, `search` and `web` are laid out like the program. Here at the top is what serves all of them (`oracle`, the
linear scan that says what is right; `strategies`, random archives and questions; `small_archive`, `merged_generation`,
`serving`, `places`) and what is run as a command: everything (`python -m tests`), measurements (`ranking_scores`,
`cleaning_scores` and `story_scores`, held to floors in `scores`; `rebuild_costs`; `bench`, beside other libraries),
`soak`, `whoosh_suite` and `picture`.
"""
