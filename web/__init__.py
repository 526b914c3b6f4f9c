"""From HTTP and the shell to a request, and from an answer to a page, JSON or lines of text.

Over HTTP it begins in `app`, from the shell in `start` and `cli`; both ask by way of `params`, and answer by way of
`views` (a page), `render` (JSON) or `terminal` (text).
"""
