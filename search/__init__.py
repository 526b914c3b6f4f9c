"""From a question to an answer: parse, evaluate, rank, count, cut passages.

Begins in `answer`, which is the whole walk in order; `model` has the question and the answer, `engine` is the way in.
"""
