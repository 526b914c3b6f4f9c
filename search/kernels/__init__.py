"""The compiled loops: arrays in, arrays out, no objects and no I/O.

Where what one computes is defined elsewhere, to be read, its module says where, and tests hold the two together.
"""
