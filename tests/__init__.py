"""What users need of Backfile, as tests."""
