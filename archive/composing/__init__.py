"""Invent newspapers: a world with known truth, told by two or more local dailies, as page dumps or separate articles.

Pure Python, no Django. The same seed gives the same bytes on every machine: of `random.Random` only `random()` is
used, whose sequence Python guarantees for a seed.
"""

from archive.composing.corpus import Corpus, Dump, manifest, record
from archive.composing.world import World, gazetteer

__all__ = ["Corpus", "Dump", "World", "gazetteer", "manifest", "record"]
