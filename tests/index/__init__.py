"""What stands by itself in `index`, and the sample archive that goes through all of it; its rooms have folders."""
