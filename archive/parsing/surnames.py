"""Surnames, and what stands behind one instead of a given name. Facts of the language (vocabulary/names.txt)."""

from archive.parsing.countries import COUNTRIES
from archive.parsing.vocabulary import table, vocabulary

_TABLES = vocabulary("names")
SINGLE = table("surnames", "".join(_TABLES["surnames"]))
# Those that are no everyday words besides; a name with another one needs a title, a list or a verb beside it.
COMMON = frozenset("".join(_TABLES["common surnames"]))
COMPOUND = table("compound surnames", _TABLES["compound surnames"])
# Whoever is called by surname and one of these wants not to be known (王女士) or is known by the post (王书记).
KIN = _TABLES["kin"]
# What alone behind a surname is no given name: 王总, 李姓男子, 张家.
NO_GIVEN_NAME = frozenset("".join(_TABLES["no given names"]))
# Characters that foreign names are written in.
TRANSLITERATION = "".join(_TABLES["transliteration"])
# Those of them that hardly any Chinese given name has.
FOREIGN = frozenset("".join(_TABLES["foreign alone"]))
# Two characters of a Japanese name; one or three more follow: 小泉太郎.
JAPANESE = frozenset(_TABLES["japanese surnames"])
# One character for a country or province; two of them are no name (韩朝, 苏皖), nor is one before an army or a side.
ABBREVIATED = frozenset("".join(_TABLES["abbreviated"]))
# Characters that are surnames, and small words as often: 于, 向.
LIKE_WORDS = frozenset("".join(_TABLES["surnames like words"]))
# Countries, movements and firms whose names are written like a foreigner's.
NO_PEOPLE = table("no people", COUNTRIES.union(_TABLES["no people"], _TABLES["words like names"]))
