"""The names that the gazetteer has, as a text prints them: where each is a place's name and no word besides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.parsing.gazetteer import Gazetteer, Match, type_of_name
from archive.parsing.lattice import Lattice, known
from archive.parsing.phrases import SITES
from archive.parsing.placedoubts import PHRASES, goes_on, in_person, is_borne_by_another, is_by_chance
from archive.parsing.placeunits import Unit, characters
from archive.parsing.placewords import EVERYDAY, FAMOUS, REGIONS, ZONES
from archive.parsing.surnames import TRANSLITERATION
from archive.parsing.villagenames import COUNTY, Path, Village, at_home, matches, readings

# A zone's other name in brackets: 高新区（示范区）.
OTHER_NAME = re.compile("[(（](?:城乡一体化)?(?:示范区|开发区|新区|经开区|高新区|园区|新城)[)）]")
_BETWEEN_COUNTRIES = ("两国", "关系", "友好", "友谊", "双方", "建交", "经贸", "合作", "双边", "两军")
_NO_PLACES = ("局", "公司", "管委会", "中心")  # the gazetteer has a few bodies that govern like a town
_WATERS = ("湖", "江", "河", "山", "海")
_ON_WATER = re.compile("[上畔边岸滨水]")  # 南湖上, a lake, though a district is called so
CITIES = ("省", "自治区", "市", "州", "盟", "地区")


def in_gazetteer(cut: Lattice, area: Path, gazetteer: Gazetteer) -> list[Unit]:
    """The names that the gazetteer has, villages too."""
    listed: list[Unit] = []
    found = matches(cut, gazetteer)
    starts = {match.start for match in found}
    for match in found:
        above = listed[-1] if listed and listed[-1].end == match.start else None
        # 英国 + 伦敦 may be one word of the dictionary, and so may 香港 + 市民.
        ends = cut.edge(match.end) or match.end in starts or _said(match, cut)
        if unit := _listed(match, cut, area, gazetteer, above, ends):
            listed.append(unit)
    return sorted([*listed, *_villages(cut, listed, area, gazetteer)], key=lambda unit: unit.start)


def _is_of_another(match: Match, cut: Lattice) -> bool:
    """Whether the name is only a part of another: of 四川盆地, a person's, a ship's; or of 海河南系."""
    straddled = cut.text[match.start - 1 : match.start + 1]
    if straddled in FAMOUS or cut.text.startswith((*REGIONS, *PHRASES), match.end):
        return True
    return is_borne_by_another(cut, match.start, match.end) or in_person(cut, match.start, match.end)


def _said(match: Match, cut: Lattice) -> bool:
    """Whether the tagger takes just this for a place's name."""
    span = cut.tags.at(match.start)
    return span is not None and (span.tag, span.start, span.end) == ("LOC", match.start, match.end)


def _inside_said(match: Match, cut: Lattice) -> bool:
    """Whether the tagger takes it for the end of a longer name."""
    span = cut.tags.at(match.start)
    return span is not None and span.tag == "LOC" and span.start < match.start


def _listed(
    match: Match, cut: Lattice, area: Path, gazetteer: Gazetteer, above: Unit | None, ends: bool
) -> Unit | None:
    """The gazetteer's name, behind the name `above`, as a unit; None where it is more likely a word.

    `ends` tells whether a word or another place's name begins behind it.
    """
    if _is_of_another(match, cut):
        return None
    paths = gazetteer.candidates(match.name)
    if gazetteer.is_abroad(paths[0]):
        return _abroad(match, cut, paths, above, ends)
    at_home = tuple(path for path in paths if area and path[:2] == area[:2])
    if match.name in ZONES:
        beside = OTHER_NAME.match(cut.text, match.end)
        end = beside.end() if beside else match.end
        if cut.text[match.start - 1 : match.start] in ("(", "（"):
            return None
        return Unit(match.start, end, cut.text[match.start : end], "开发区", at_home)
    official = [path for path in paths if path[-1] == match.name]
    if match.name in EVERYDAY and not any(path in at_home for path in official):
        return None
    if cut.text.startswith("域", match.end) or match.name.endswith(_NO_PLACES):
        return None
    if match.name.endswith("乡") and cut.text.startswith("村", match.end):
        return None  # 繁荣乡村
    named_so = gazetteer.is_other_name(match.name) and (at_home or not area)
    if len(match.name) == 2 and not ((cut.edge(match.start) or above) and cut.text[match.end : match.end + 1] != "级"):
        return None
    if not official and not named_so and not _short_name_fits(match, cut, paths, at_home, above, ends):
        return None
    if official and not any(gazetteer.type_of(path) for path in official) and not at_home:
        return None
    if is_by_chance(cut, match.start, match.end, is_short=not official) and not above:
        return None
    type_ = gazetteer.type_of(paths[0]) or type_of_name(match.name)
    return Unit(
        match.start,
        match.end,
        match.name,
        type_,
        tuple(paths),
        firm=bool(official or any(len(path) < COUNTY for path in at_home)),
    )


def _abroad(match: Match, cut: Lattice, paths: list[Path], above: Unit | None, ends: bool) -> Unit | None:
    """A foreign country or city; not 上海地区 (海地), 印度洋, 巴西尔."""
    end = match.end
    if not ends and cut.text[end : end + 1] in ("市", "州", "省"):
        end += 1
        ends = cut.edge(end)
    if not above and cut.text[match.start - 1 : match.start] in TRANSLITERATION and _inside_said(match, cut):
        return None  # 尼斯 of 汗尤尼斯
    if cut.text[end : end + 1] in ("文", "语") and not known(cut.text[end : end + 2]):
        return None  # 越南文, not 越南文化
    following = cut.word_from(end)
    goes_on = following and len(following.text) == 1 and following.flag in ("x", "ng", "zg", "ag", "nr")
    if not (ends and (cut.edge(match.start) or above)):
        return None
    if goes_on and following and following.text in TRANSLITERATION:
        return None
    return Unit(match.start, end, match.name, "", tuple(paths), abroad=True)


def _villages(cut: Lattice, listed: list[Unit], area: Path, gazetteer: Gazetteer) -> Iterator[Unit]:
    """The villages of the gazetteer that the text names: those at home, and those behind the place they lie in."""
    inside = characters((unit.start, unit.end) for unit in listed)
    before = {unit.end: unit for unit in listed}
    for names in readings(cut, gazetteer):
        for village in names:
            if village.start in inside or village.end - 1 in inside or goes_on(cut, village.end):
                continue
            above = before.get(village.start)
            if at_home(village, cut, area) or (above and _holds(above, village)):
                yield Unit(village.start, village.end, village.name, type_of_name(village.name), village.paths)
                break


def _holds(above: Unit, village: Village) -> bool:
    """Whether a village of that name lies in a place of the other name."""
    return any(path[: len(holder)] == holder for holder in above.paths for path in village.paths)


def _short_name_fits(
    match: Match, cut: Lattice, paths: list[Path], at_home: tuple[Path, ...], above: Unit | None, ends: bool
) -> bool:
    """Whether a short name (杭州, 安吉) is meant: cut as a word, and of a city, or of a county at home or behind the
    province or city that it lies in (浙江安吉)."""
    before = next(cut.before(match.start), None)
    if before and len(before.text) == 1 and before.flag in ("x", "zg", "ag", "ng") and before.end == match.start:
        return False  # 樱 + 桃园
    if match.name.endswith(_WATERS) and _ON_WATER.match(cut.text, match.end):
        return False
    if not ((cut.edge(match.start) or above) and ends) or cut.text.startswith(SITES, match.end):
        return False
    if match.name.endswith("中") and cut.text.startswith(_BETWEEN_COUNTRIES, match.end):
        return False  # 巴中两国
    if any(len(path) < COUNTY and path[-1].endswith((*CITIES, "特别行政区")) for path in paths):
        return True
    counties = [path for path in paths if len(path) <= COUNTY]
    if above and any(path[: len(holder)] == holder != path for holder in above.paths for path in counties):
        return True
    return any(path[-1].endswith(("县", "市", "旗")) for path in at_home)
