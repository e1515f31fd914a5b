"""Finding claims by their words: the query language, and one file for each engine."""
