"""How the archive's search compares: the same articles and queries over it and three rivals, in one run."""
