"""The compiled loops: arrays in, arrays out, no objects and no I/O."""
