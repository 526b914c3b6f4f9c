"""What an answer makes of the documents found: order, pages, copies, counts."""
