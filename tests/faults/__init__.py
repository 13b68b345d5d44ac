"""Faults: the archive's programs are killed, starved and misled while they work and are read; then all is compared."""
