"""Whole databases: copies by the log, backups by the engine's own means, restoring them."""
