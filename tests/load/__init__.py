"""Many users at once for minutes, while pages are ingested: how soon pages come, and whether anything grows."""
