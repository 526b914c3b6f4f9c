"""From HTTP and the shell to a request, and from an answer to a page, JSON or lines of text."""
