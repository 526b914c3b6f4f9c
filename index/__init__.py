"""From files on disk to an index on disk: read, clean, assemble, analyse, write, publish."""
