"""Hostile input: spoilt pages, hand-made files, addresses that nobody would ask for; `make fuzz` runs all of it."""
