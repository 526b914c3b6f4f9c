"""What is on disk and read back: `index.codec`, and how its compiled loops are kept."""
