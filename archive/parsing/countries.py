"""The countries of the world as the papers call them: those of the gazetteer, and shorter names of some."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from archive.parsing.vocabulary import vocabulary

FILE: Final = Path(__file__).parent / "gazetteers" / "countries.txt"


class Country(NamedTuple):
    """A country's names, the first the usual one, and its best-known cities and states."""

    names: tuple[str, ...]
    cities: tuple[str, ...]


def countries() -> Iterator[Country]:
    """The gazetteer's countries, from lines such as 印度尼西亚=印尼: 雅加达 万隆."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            names, _, cities = line.partition(":")
            yield Country(tuple(names.split("=")), tuple(cities.split()))


@functools.cache
def country_names() -> Mapping[str, str]:
    """The names of other countries as printed, each with the one that its place has: 印尼 -> 印度尼西亚."""
    return {name: each.names[0] for each in countries() for name in each.names}


_TABLES = vocabulary("countries")
# Every name that a country goes by.
COUNTRIES: Final = frozenset(_TABLES["shorter names"]).union(*(each.names for each in countries()))
# What has officials and spokesmen as countries have.
LEAGUES: Final = frozenset(_TABLES["leagues"])
