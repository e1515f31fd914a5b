"""Reports: what the data say, in words and numbers."""
