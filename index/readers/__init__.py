"""One file a format: each turns text into records, or says why it cannot. `index.formats` chooses among them."""
