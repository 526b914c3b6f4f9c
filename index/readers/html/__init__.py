"""An HTML page to a Record: what its markup says of the article, the page as its body."""
