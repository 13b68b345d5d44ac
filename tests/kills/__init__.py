"""Real kills: the archive under readers and changes while its processes are killed at random."""
