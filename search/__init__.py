"""From a question to an answer: parse, evaluate, rank, count, cut passages."""
