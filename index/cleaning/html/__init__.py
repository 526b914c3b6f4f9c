"""The article of an HTML page: parsed page in, paragraphs out, without what is no part of the story."""
