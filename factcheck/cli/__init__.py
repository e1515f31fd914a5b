"""The command line: one file a command group. The command typed is the file opened."""
