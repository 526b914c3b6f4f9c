"""The archive on disk: generations, what each holds, how one is written and opened. Begins in `archive`."""
