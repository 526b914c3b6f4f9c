"""From a question to an answer: `search`, most of it against the linear scan of `tests.oracle`."""
