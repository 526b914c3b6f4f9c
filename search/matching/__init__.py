"""Which documents a tree matches, which of them the filters let through, and how well each fits."""
