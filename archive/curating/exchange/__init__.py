"""Records out as tables and Popolo JSON, and in again: first a dry run that says what would come of it."""
