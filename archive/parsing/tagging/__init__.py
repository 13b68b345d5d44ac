"""Taggers: which characters of a text are a person's, place's or body's name, and what kind of word the rest are.

A `Tagger` has a name and one verb. `tagger(name)` gives the process's one of that name: "lac" reads sentences with a
small neural network and knows names that no dictionary has; "jieba" only looks words up, and is several times as fast.
The rules take what a tagger says as one piece of evidence among others; each works without.
"""

from archive.parsing.tagging.ahead import Ahead
from archive.parsing.tagging.choice import DEFAULT, NAMES, tagger
from archive.parsing.tagging.spans import UNTAGGED, Tagged, Tagger, TaggerError, Tags

__all__ = ["Ahead", "DEFAULT", "NAMES", "UNTAGGED", "Tagged", "Tagger", "TaggerError", "Tags", "tagger"]
