"""What articles are packed in: zip, tar, WARC, and gzip, bzip2, xz, zstd; read from front to back, never to disk.

Called by `index.unpacking`: each gives a `Member` (`members`) after the other, over one `Stream` (`streams`).
"""
