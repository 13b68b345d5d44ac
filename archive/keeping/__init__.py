"""Keeping the archive: what a database holds, another one that holds the same, backups and the way back."""
