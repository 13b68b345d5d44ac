"""Public milestones that date a page by what it speaks of as current: congresses, campaigns, plans, anniversaries.

A milestone's window runs from the time it became news to about when papers stopped treating it as current. All of
these are matters of national record; nothing here is taken from any one paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from archive.parsing import date_forms


class Milestone(NamedTuple):
    """A phrase, and the days from and to which it is news.

    `coined` tells that the phrase itself is no older than `start`: nobody could print it long before.
    """

    pattern: re.Pattern[str]
    start: date
    end: date
    coined: bool = False


class Sighting(NamedTuple):
    """A milestone met in a text: characters start..end, the phrase as printed, and its window.

    `coined` tells that the phrase itself did not exist before.
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    coined: bool = False


def _milestone(pattern: str, start: str, end: str) -> Milestone:
    return Milestone(re.compile(pattern), date.fromisoformat(start), date.fromisoformat(end))


def _coinage(pattern: str, start: str, end: str) -> Milestone:
    return _milestone(pattern, start, end)._replace(coined=True)


MILESTONES: Final = (
    # National congresses of the Party, from the opening to the middle of the term.
    _milestone("党的十七大", "2007-10-15", "2010-06-30"),
    _milestone("党的十八大(?!以来)", "2012-11-08", "2015-06-30"),
    _milestone("党的十八大以来", "2013-01-01", "2027-12-31"),
    _milestone("党的十九大(?!以来)", "2017-10-18", "2020-10-31"),
    _milestone("党的二十大(?!以来)", "2022-10-16", "2025-06-30"),
    _coinage("新时代中国特色社会主义思想", "2017-10-18", "2032-12-31"),
    # Plenary sessions.
    _coinage("十八届三中全会", "2013-11-09", "2014-12-31"),
    _coinage("十八届四中全会", "2014-10-20", "2015-12-31"),
    _coinage("十八届五中全会", "2015-10-26", "2016-12-31"),
    _coinage("十八届六中全会", "2016-10-24", "2017-10-31"),
    _coinage("十九届四中全会", "2019-10-28", "2020-12-31"),
    _coinage("十九届五中全会", "2020-10-26", "2021-12-31"),
    _coinage("十九届六中全会", "2021-11-08", "2022-10-31"),
    _coinage("二十届二中全会", "2023-02-26", "2023-12-31"),
    _coinage("二十届三中全会", "2024-07-15", "2025-10-31"),
    _coinage("二十届四中全会", "2025-10-20", "2026-12-31"),
    # Terms of the National People's Congress, from the opening of its first session.
    _milestone("十二届全国(?:人大|政协|人民代表大会)(?![一二三四五]次会议)", "2013-03-03", "2018-03-04"),
    _milestone("十三届全国(?:人大|政协|人民代表大会)(?![一二三四五]次会议)", "2018-03-03", "2023-03-04"),
    _milestone("十四届全国(?:人大|政协|人民代表大会)(?![一二三四五]次会议)", "2023-03-03", "2028-03-04"),
    # Campaigns of study inside the Party.
    _coinage("群众路线教育实践活动", "2013-06-18", "2014-12-31"),
    _coinage("“三严三实”专题教育", "2015-04-10", "2016-03-31"),
    _coinage("“两学一做”", "2016-02-24", "2018-12-31"),
    _coinage("“不忘初心、牢记使命”主题", "2019-05-31", "2020-09-30"),
    _coinage("党史学习教育", "2021-02-20", "2022-03-31"),
    _milestone("(?:特色社会主义思想|贯彻)主题教育", "2023-04-03", "2024-03-31"),
    _coinage("党纪学习教育", "2024-04-07", "2024-12-31"),
    _milestone("大兴调查研究", "2023-03-19", "2024-06-30"),
    _milestone("中央八项规定精神学习教育", "2025-03-17", "2025-12-31"),
    # Five-year plans, from the drafts to the accounts.
    _milestone("“十二五”", "2010-01-01", "2016-06-30"),
    _milestone("“十三五”", "2015-01-01", "2021-06-30"),
    _milestone("“十四五”", "2020-01-01", "2026-06-30"),
    _milestone("“十五五”", "2025-01-01", "2031-06-30"),
    # Public health.
    _coinage("新冠肺炎疫情", "2020-02-08", "2021-06-30"),
    _milestone("新型冠状病毒(?:感染的)?肺炎", "2020-01-12", "2020-12-31"),
    _milestone("新冠病毒感染(?!的?肺炎)", "2022-12-26", "2023-12-31"),
    _milestone("新冠病毒疫苗|新冠疫苗", "2020-06-01", "2023-06-30"),
    _milestone("火神山|雷神山|方舱医院|驰援武汉|[援支]鄂医疗", "2020-01-23", "2020-09-30"),
    _milestone("健康码|常态化疫情防控|疫情防控常态化", "2020-02-11", "2022-12-31"),
    _milestone("战“疫”|抗疫|疫情防控阻击战|疫情防控的人民战争", "2020-01-23", "2022-12-31"),
    _coinage("“乙类乙管”", "2022-12-26", "2023-12-31"),
    # Poverty and the countryside.
    _milestone("决战决胜脱贫攻坚|决战脱贫攻坚", "2020-01-01", "2021-02-25"),
    _milestone("巩固拓展脱贫攻坚成果", "2020-12-01", "2026-12-31"),
    _milestone("建设社会主义新农村", "2005-10-08", "2012-12-31"),
    _milestone("扫黑除恶专项斗争", "2018-01-23", "2021-06-30"),
    _milestone("脱贫攻坚(?!成果|精神)", "2015-11-01", "2021-02-25"),
    _milestone("脱贫攻坚精神|脱贫攻坚战取得(?:了)?全面胜利", "2021-02-25", "2024-12-31"),
    _milestone("精准扶贫", "2013-11-01", "2020-12-31"),
    _milestone("乡村振兴", "2017-10-18", "2032-12-31"),
    _milestone("全面小康", "2012-11-08", "2021-07-31"),
    # Words of government, from when they were coined.
    _coinage("习近平总书记", "2012-11-15", "2032-12-31"),
    _milestone("“一带一路”", "2013-11-01", "2032-12-31"),
    _milestone("“三农”", "2000-01-01", "2032-12-31"),
    _milestone("供给侧结构性改革", "2015-11-10", "2024-12-31"),
    _milestone("“放管服”", "2015-05-12", "2026-12-31"),
    _milestone("河长制", "2016-12-01", "2027-12-31"),
    _milestone("高质量发展", "2017-10-18", "2032-12-31"),
    _coinage("“两个维护”", "2018-01-01", "2032-12-31"),
    _coinage("“两个确立”", "2021-11-11", "2032-12-31"),
    _milestone("“六稳”|“六保”", "2018-07-31", "2021-12-31"),
    _milestone("全过程人民民主", "2021-03-01", "2032-12-31"),
    _milestone("中国式现代化", "2022-10-16", "2032-12-31"),
    # Thoughts and initiatives, each from the meeting or speech that named it.
    _coinage("习近平强军思想", "2017-10-18", "2032-12-31"),
    _coinage("习近平生态文明思想", "2018-05-18", "2032-12-31"),
    _coinage("习近平外交思想", "2018-06-22", "2032-12-31"),
    _coinage("习近平法治思想", "2020-11-16", "2032-12-31"),
    _coinage("习近平经济思想", "2021-12-08", "2032-12-31"),
    _coinage("习近平总书记关于党的建设的?重要思想", "2023-06-28", "2032-12-31"),
    _coinage("习近平文化思想", "2023-10-07", "2032-12-31"),
    _milestone("人类命运共同体", "2013-03-23", "2032-12-31"),
    _coinage("全球发展倡议", "2021-09-21", "2032-12-31"),
    _coinage("全球安全倡议", "2022-04-21", "2032-12-31"),
    _coinage("全球文明倡议", "2023-03-15", "2032-12-31"),
    _milestone("百年未有之大变局", "2018-06-22", "2032-12-31"),
    _milestone("新发展格局|国内大循环", "2020-05-14", "2032-12-31"),
    _milestone("高质量共建“一带一路”", "2019-04-26", "2032-12-31"),
    _milestone("共同富裕示范区", "2021-03-11", "2032-12-31"),
    _milestone("金砖合作机制扩员|金砖扩员", "2023-08-24", "2024-12-31"),
    # Laws and zones, from their adoption.
    _milestone("海南自由贸易港", "2018-04-13", "2032-12-31"),
    _milestone("民法典", "2020-05-28", "2032-12-31"),
    _milestone("香港国安法", "2020-05-22", "2032-12-31"),
    # Spacecraft and ships, from their first day.
    _milestone("北斗三号全球", "2020-06-23", "2032-12-31"),
    _milestone("天问一号", "2020-04-24", "2023-12-31"),
    _milestone("嫦娥五号", "2019-01-14", "2021-12-31"),
    _milestone("嫦娥六号", "2023-09-29", "2025-12-31"),
    _milestone("神舟十二号", "2021-06-01", "2021-12-31"),
    _milestone("神舟十三号", "2021-10-01", "2022-12-31"),
    _milestone("神舟十四号", "2022-05-20", "2023-06-30"),
    _milestone("神舟十五号", "2022-11-20", "2023-12-31"),
    _milestone("神舟十六号", "2023-05-20", "2024-06-30"),
    _milestone("神舟十七号", "2023-10-15", "2024-12-31"),
    _milestone("ChatGPT|生成式人工智能|人工智能大模型", "2022-11-30", "2032-12-31"),
    # Censuses.
    _milestone("第七次全国人口普查", "2019-11-01", "2022-06-30"),
    _milestone("第四次全国经济普查", "2018-01-01", "2020-06-30"),
    _milestone("第五次全国经济普查", "2022-11-01", "2025-06-30"),
    _coinage("新质生产力", "2023-09-07", "2032-12-31"),
    _milestone("碳达峰", "2020-09-22", "2032-12-31"),
    _milestone("“双减”", "2021-07-24", "2024-12-31"),
    _milestone("核酸检测", "2020-02-01", "2022-12-31"),
    _milestone("“动态清零”|疫情[^。]{0,8}动态清零|社会面动态清零", "2021-08-01", "2022-12-07"),
    _milestone("复工复产", "2020-02-01", "2022-12-31"),
    # The first and last years of plans.
    _milestone("“十三五”[^。]{0,8}(?:收官|收官之年)|决胜全面建成小康社会", "2019-12-01", "2020-12-31"),
    _milestone("“十四五”[^。]{0,8}开局之年", "2020-12-01", "2021-12-31"),
    _milestone("二十大精神的?开局之年", "2022-12-01", "2023-12-31"),
    _milestone("“十四五”[^。]{0,8}收官之年", "2024-12-01", "2025-12-31"),
    _milestone("“十五五”[^。]{0,8}开局之年", "2025-12-01", "2026-12-31"),
    # Games, from the time they are much spoken of.
    _milestone("北京冬奥会|北京2022年冬奥会", "2019-01-01", "2022-06-30"),
    _milestone("杭州亚运会|杭州第十九届亚", "2022-12-01", "2023-12-31"),
    _milestone("东京奥运会", "2018-06-01", "2021-12-31"),
    _milestone("巴黎奥运会", "2022-06-01", "2024-12-31"),
    _milestone("陕西全运会|第十四届全运会|第十四届全国运动会", "2019-06-01", "2021-12-31"),
    _milestone("成都大运会", "2022-12-01", "2023-10-31"),
)

# The year each count of years starts from.
_BEGINNINGS: Final = {
    "建党": 1921,
    "中国共产党成立": 1921,
    "中国共产党建党": 1921,
    "共青团成立": 1922,
    "建军": 1927,
    "长征胜利": 1936,
    "抗战胜利": 1945,
    "抗日战争胜利": 1945,
    "新中国成立": 1949,
    "中华人民共和国成立": 1949,
    "抗美援朝出国作战": 1950,
    "改革开放": 1978,
}
_ANNIVERSARY = re.compile(f"({'|'.join(_BEGINNINGS)})([1-9]\\d{{1,2}})周年")

# Days and meetings held every year and counted from the first: the year before the first.
_COUNTED: Final = {
    "植树节": 1978,
    "教师节": 1984,
    "中国水周": 1987,
    "世界无烟日": 1987,
    "爱国卫生月": 1988,
    "全国助残日": 1990,
    "全国土地日": 1990,
    "世界水日": 1992,
    "世界读书日": 1995,
    "中国记者节": 1999,
    "记者节": 1999,
    "安全生产月": 2001,
    "防灾减灾日": 2008,
    "国家宪法日": 2013,
    "烈士纪念日": 2013,
    "国家公祭日": 2013,
    "国家安全教育日": 2015,
    "科技工作者日": 2016,
    "农民丰收节": 2017,
    "中国医师节": 2017,
    "国际进口博览会": 2017,
    "进博会": 2017,
    "东盟博览会": 2003,
    "数字中国建设峰会": 2017,
    "数字贸易博览会": 2021,
    "消费品博览会": 2020,
    "中国人民警察节": 2020,
}
_COUNTED_FORM = re.compile(
    f"第([1-9]\\d?|[一二三四五六七八九]?十?[一二三四五六七八九]?)[个届次](?:“)?(?:全国|世界|中国[—-]?|全民|国家|国际|全球)?({'|'.join(_COUNTED)})"
)

# The first year of each term of the National People's Congress and its yearly sessions.
_CONGRESS = re.compile("十([一二三四五])届全国(?:人大|政协)([一二三四五])次会议")
_DIGITS: Final = "零一二三四五六七八九"

# 癸卯年: the sixty-year cycle; 1984 was 甲子. Before the new year it is spoken of as the coming one.
_CYCLE = re.compile("([甲乙丙丁戊己庚辛壬癸])([子丑寅卯辰巳午未申酉戌亥])年")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"


def sightings(text: str) -> Iterator[Sighting]:
    """The milestones that the text speaks of, each at its first place."""
    for milestone in MILESTONES:
        match = milestone.pattern.search(text)
        if match:
            yield Sighting(match.start(), match.end(), match.group(), milestone.start, milestone.end, milestone.coined)
    for pattern, years in _YEARS_OF:
        match = pattern.search(text)
        if match:
            for year in years(match):
                # Preparations are spoken of in the months before, accounts in those after.
                window = date(year - 1, 11, 1), date(year, 12, 31)
                yield Sighting(match.start(), match.end(), match.group(), *window)


def _anniversary(match: re.Match[str]) -> list[int]:
    return _sensible(_BEGINNINGS[match.group(1)] + int(match.group(2)))


def _counted(match: re.Match[str]) -> list[int]:
    printed = match.group(1)
    return _sensible(_COUNTED[match.group(2)] + date_forms.number(printed)) if printed else []


def _congress(match: re.Match[str]) -> list[int]:
    """十四届全国人大一次会议 met in 2023; a term has five years."""
    term, session = (_DIGITS.index(digit) for digit in match.groups())
    return _sensible(2008 + 5 * (term - 1) + session - 1)


def _cycle(match: re.Match[str]) -> list[int]:
    stem, branch = _STEMS.index(match.group(1)), _BRANCHES.index(match.group(2))
    return [year for year in range(1984, 2044) if (year - 4) % 10 == stem and (year - 4) % 12 == branch]


def _sensible(year: int) -> list[int]:
    return [year] if 1950 <= year <= 2099 else []


_YEARS_OF: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[int]]], ...]] = (
    (_ANNIVERSARY, _anniversary),
    (_COUNTED_FORM, _counted),
    (_CONGRESS, _congress),
    (_CYCLE, _cycle),
)
