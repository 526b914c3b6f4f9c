"""From sources to what is served, and again: `index.records`, `index.generations`, `index.rebuilding`."""
