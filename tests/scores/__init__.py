"""Floors under measured scores, what they are measured with, and that measuring leaves them alone."""
