"""The candidates for names in one text, judged by their looks, by what stands beside them and by a tagger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from archive.parsing.changes import APPOINTED, SAID_BEHIND, appointees
from archive.parsing.lattice import Lattice, Word, flag_of, known
from archive.parsing.name_lists import listed_names
from archive.parsing.names import Candidate, Propose
from archive.parsing.nobodies import Nobodies
from archive.parsing.surnames import ABBREVIATED, COMMON, COMPOUND, LIKE_WORDS, TRANSLITERATION
from archive.parsing.tag_evidence import TagEvidence, is_foreign, unpadded
from archive.parsing.titles import BEHIND, titles_before
from archive.parsing.vocabulary import vocabulary

# A candidate is a person from this many log odds on: its own, and those of what stands beside it.
ENOUGH = 5.0
# The log odds of what stands beside it. Set on a few local pages; a title or a list settles nearly everything.
_TITLE, _WEAK_TITLE, LISTED, _BETWEEN_COMMAS, _SPEAKS, _TITLE_BEHIND = 9.0, 4.0, 7.0, 3.0, 5.0, 6.0
_ACTS, _SMALL_WORD, _EDGE, _NOUN, _RARE, _PLACE = 2.0, 1.5, 1.0, -2.0, -4.0, -6.0
_FRAGMENT = -8.0
_APPOINTEE = 9.0  # 任命 … 为 stands around it
# What the dictionary knows as a place (马其顿总理, but 总统西蒙斯); what is quoted or doubled is a nickname or a ship.
_TOWN, _QUOTED = -4.0, -4.0
# Without a title or a verb of speech: what is written like a foreign name is a town as often; 右玉正 begins with one;
# 韩朝, 于民, 周暗访 and 季风 are other words.
_UNKNOWN, _STEM, _WORD = -4.0, -4.0, -3.0
# 薛宅桥 is a bridge, whatever the tagger says; no title before it, the name of a town of three characters is one.
_SITE = -9.0
# The tagger saw a name where the dictionary sees the end of a word: 针叶林 + 内.
_INSIDE_WORD = -2.0
# A title before and a verb of speech behind a word that is also a name.
_BOTH_SIDES = 3.0
# 林权证, 戴胜鸟: what hardly any given name ends in.
_THING = -5.0
# Less than this, and the tagger sees a name beside the candidate's edges.
_SEEN_ELSEWHERE = -4.0
# The name is a member of a list, edge to edge, beside others that are sure.
_DELIMITED = 6.0
# Three and more names side by side, for all that the tagger sees.
_IN_LIST = 3.0
# A word or list of words in quotation marks, no speech: “贝贝”, “高素质、高颜值”.
_TERM = re.compile("“[^“”。，！？；\n]{2,14}”")
# Any two characters are a word sooner than three.
_SHORT = -1.0
# The most that everything beside a candidate can add; one that lacks more need not be looked at.
_MOST = _TITLE + _SPEAKS + _BOTH_SIDES
HOPELESS, _LIKELY = -11.0, -2.5

# What people do in the news: who stands before one of these is a person.
SPEAKS = frozenset(vocabulary("titles")["speaks"])
# What somebody's workplace ends in, where it stands before the name like a title.
WORKPLACES = vocabulary("titles")["workplaces"]
# What a place or body ends in; a name followed by one of the second is most likely its beginning.
_PLACE_ENDINGS = "村镇乡街路县市区桥庄屯寨巷湾河江湖岭港站馆楼园校院店厂局委部处科室所队组社班"
_VILLAGE = re.compile("村|古?镇|乡|社区|街道|小区|古城|景区")
_LONGEST_STEM = 6  # characters of a name that may also be a village's
_PLACE_TAILS = frozenset("村镇乡街路县区桥庄屯寨巷湾社派岭河江湖沟坪坝峪寺庙塔峡滩")
_QUALITIES = frozenset("感性化率度型类级权")  # 安全感
_THINGS = frozenset("鸟鸡鸭鹅犬猫鼠猪貂狐蛇蛙虾蟹虫粮薯菜瓜蒜葱椒酒药证税债款病症炎油煤器车船舰弹炮站厂墙窗椅内外忧")
_TOWN_TAILS = frozenset("市州岛港省城")  # of a foreign town only: 石港, but 王港说
_SITES_END = frozenset("村镇乡县区市桥路街")
_SITES = (
    *("水库", "大桥", "公园", "社区", "小区", "大道", "水电", "机场", "车站"),
    *("高速", "高铁", "铁路", "公路", "城际", "客专", "古镇", "古城", "景区"),
)
# Before these a foreign name is a town's.
_GOING = ("在", "抵达", "前往", "飞抵", "离开", "访问", "途经", "来到", "到达", "赴", "驻", "首都", "城市", "方向")
# What lies in or at a foreign town or is called after it: 卡莱尼东部, 卡莱尼机场.
_ABROAD = re.compile(
    "[东西南北]{1,2}[部郊]|境内|附近|方向|城区|市郊|郊区|郊外|一带|一线|沿岸|[国空]?[际军]?机场|[首省州]府|大区|庄园|城堡|撞击坑|环形山"
    "|[热火]?电厂|[水核]电站|盆地|高原|平原|半岛|群岛|海峡|海域|海沟|冰川|火山|油田|气田|港口|体育场|球场"
)
_LONGEST_ABROAD = 9
# Places are listed: 、云溪等地.
_PLACES_LISTED = re.compile(
    "(?:、[^、，。；：！？\n赴到往去在来]{1,9}){0,12}等[0-9一二三四五六七八九十多几数]{0,3}个?"
    "(?:地(?![位区的])|[省市州县区国镇乡村](?![长委府])|地区|城市|国家|海域|方向)|[两三四五]地(?![位的])"
)
# What is said not right behind the name: 卡莱尼19日表示, 卡莱尼在致辞中说; and what is won or lost.
_SAYS_LATER = re.compile(
    "(?:(?:\\d{1,2}[日号]|当[天日]|同日|今天|昨天)(?:晚|早|上午|下午|凌晨|再次|也|还|发表声明){0,2}|还|也|则|又|曾|再次|随后"
    "|在[^，。；：！？\n]{1,14}[中上时后里]|对(?:记者|媒体|此)|[^，。；：！？\n]{0,4}接受[^，。；：！？\n]{2,12}采访时)"
    "(?:表示|说|指出|认为|强调|称|宣布|坦言|告诉|呼吁|警告|回应|透露|介绍)|(?:高度|热烈|衷心|完全|积极|深表|非常|充分|由衷)(?:评价|赞赏|欢迎|感谢|赞同|肯定|祝贺)|以(?:总比分)?\\d{1,3}(?:比|[:：∶])\\d"
)
_BEATS = ("战胜", "击败", "不敌", "负于", "对阵", "迎战", "力克", "轻取", "完胜", "险胜", "横扫", "逆转", "淘汰")
_QUOTES = frozenset("“”‘’")
_BEHIND = re.compile(f"(?!常委会)(?:{'|'.join(sorted(BEHIND, key=len, reverse=True))})")


@dataclass(frozen=True)
class Mention:
    """A name that stands at characters start..end, with the titles printed for it there."""

    name: str
    start: int
    end: int
    titles: tuple[str, ...]
    odds: float
    rule: str


class Evidence:
    """The candidates of one text with what stands beside them."""

    def __init__(self, lattice: Lattice, propose: Propose) -> None:
        self.lattice = lattice
        self.text = lattice.text
        self.tags = TagEvidence(lattice)
        self._nobodies = Nobodies(self.text)
        self._listed = listed_names(self.text)
        self._used = bytearray(len(self.text))
        self._quoted = bytearray(len(self.text))
        for quotation in _TERM.finditer(self.text):
            self._quoted[quotation.start() : quotation.end()] = b"\1" * len(quotation.group())
        self._at: dict[int, list[Candidate]] = defaultdict(list)
        self._ending: dict[int, list[Candidate]] = defaultdict(list)
        for each in self._proposed(propose):
            self._at[each.start].append(each)
            self._ending[each.end].append(each)
        self._stems = {
            self.text[match.start() - size : match.start()]
            for match in _VILLAGE.finditer(self.text)
            for size in range(2, min(_LONGEST_STEM, match.start()) + 1)
        }
        self._abroad = {
            self.text[match.start() - size : match.start()]
            for match in _ABROAD.finditer(self.text)
            for size in range(2, min(_LONGEST_ABROAD, match.start()) + 1)
        }

    def _proposed(self, propose: Propose) -> Iterator[Candidate]:
        """What may be a name at all, the tagger's evidence in its odds."""
        certain = appointees(self.text)
        inside = {at: start for start, end in certain.items() for at in range(start, end)}
        tags, nobodies = self.tags, self._nobodies
        for source in (
            propose(self.lattice),
            self.tags.candidates(),
            (Candidate(*span, _APPOINTEE) for span in certain.items()),
        ):
            for each in source:
                if each.odds <= HOPELESS and not tags.people[each.start]:
                    continue  # most of all: the tagger says nothing that makes it likelier
                if inside.get(each.start, each.start) != each.start or certain.get(each.start, each.end) != each.end:
                    continue  # 任命车平 + 为
                odds = each.odds + tags.odds(each.start, each.end)
                if odds > HOPELESS and not nobodies.rejects(each.start, each.end):
                    yield Candidate(each.start, each.end, odds)

    def free(self, mention: Mention) -> bool:
        """Whether no other mention has taken any of its characters."""
        return not any(self._used[mention.start : mention.end])

    def take(self, mention: Mention, taken: dict[int, Mention]) -> None:
        """Enter the mention and its characters as taken."""
        taken[mention.start] = mention
        self._used[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def alone(self) -> Iterator[Mention]:
        """Every candidate, judged by itself."""
        for start, candidates in self._at.items():
            if max(each.odds for each in candidates) + _MOST < ENOUGH:
                continue
            if mention := self.best(start, 0.0):
                yield mention

    def best(self, start: int, bonus: float, listed: bool = False) -> Mention | None:
        """The best mention that starts at `start`, or None where none is sure enough with `bonus`."""
        if start not in self._at:
            return None
        left, titles, rule = self._left(start)
        judged = [self._mention(each, left + bonus, titles, rule, listed) for each in self._at[start]]
        best = max(judged, key=lambda each: each.odds)
        if best.odds < ENOUGH or (not best.titles and best.name in self._stems):
            return None
        if not best.titles and best.name in self._abroad and is_foreign(best.name):
            return None
        return best

    def best_before(self, end: int) -> Mention | None:
        """The best mention that ends at `end`, where a list goes on."""
        judged = []
        for each in self._ending.get(end, ()):
            left, titles, rule = self._left(each.start)
            if self.lattice.edge(each.start) or titles:
                judged.append(self._mention(each, left + LISTED, titles, rule, listed=True))
        best = max(judged, key=lambda each: each.odds, default=None)
        return best if best is not None and best.odds >= ENOUGH else None

    def _mention(self, each: Candidate, left: float, titles: tuple[str, ...], rule: str, listed: bool) -> Mention:
        name = unpadded(self.text[each.start : each.end])
        right, behind = self._right(each.end, listed)
        tagged = self.tags.is_name(each.start, each.end)
        if tagged and self.text.endswith(_BEATS, 0, each.start):
            left = max(left, _SPEAKS)
        if not tagged and self._goes_on(each):
            right += _FRAGMENT
        in_list = tagged and self.tags.in_list(each.start)
        if tagged and (left >= _TITLE or in_list or not is_foreign(name)):
            left, right = max(left, 0.0), max(right, 0.0)
        odds = (
            each.odds
            + left
            + right
            + (_IN_LIST if in_list else 0.0)
            + self._looks(each, name, tagged, bool(titles or behind))
        )
        if titles and left >= _TITLE:
            # Behind a title stands a name, whatever other words the tagger makes of it: 局长厉行之.
            against = self.tags.odds(each.start, each.end)
            odds -= against / 2 if _SEEN_ELSEWHERE < against < 0 else 0.0
            if right >= _SPEAKS and name[0] in COMMON and known(name) and flag_of(name).startswith("nr"):
                odds += _BOTH_SIDES  # 处长高峰说
        if (each.start, each.end) in self._listed:
            odds += _DELIMITED if listed else LISTED
        elif listed and name[-1] in _SITES_END and not tagged and not titles:
            odds += _PLACE
        elif not listed and left < _TITLE:
            odds += self._lonely(each, name, bool(titles or behind), max(left, right))
        if behind:
            titles, rule = (*titles, behind), "title"
        return Mention(name, each.start, each.end, titles, odds, rule or ("tagger" if tagged else "name"))

    def _looks(self, each: Candidate, name: str, tagged: bool, titled: bool) -> float:
        """What speaks against the name wherever it stands."""
        odds, text, start = 0.0, self.text, each.start
        if len(name) == 2:
            odds += _SHORT
        if len(name) > 2 and flag_of(name) == "ns" and not (titled and tagged):
            odds += _TOWN if titled else _SITE
        if self._quoted[start] or name[0] == name[1]:
            odds += _QUOTED
        if titled:
            return odds
        if start and text[start - 1] in _QUOTES and text[each.end : each.end + 1] in _QUOTES:
            odds += 2 * _QUOTED  # 台风“卡莱尼”
        if start > 1 and text[start - 1] == name[0] and text[start - 2] == "一":
            odds += _SITE  # 一张 + 张宏伟
        if _PLACES_LISTED.match(text, each.end):
            odds += _SITE
        if len(name) == 3 and name[-1] in _THINGS:
            odds += _THING
        return odds if self.lattice.edge(start) else odds + _INSIDE_WORD

    def _lonely(self, each: Candidate, name: str, titled: bool, beside: float) -> float:
        """What speaks against a name that no list and no strong title bears out."""
        odds = 0.0
        looks_chinese = name[0] in COMMON or name[:2] in COMPOUND or "·" in name or len(name) > 3
        if not looks_chinese and not (is_foreign(name) and self.tags.is_name(each.start, each.end)):
            odds += _RARE + (_STEM if flag_of(name[:2]) == "ns" else 0.0)
        if not titled and self._like_a_place(each):
            odds += _SITE if name[-1] in _SITES_END else _PLACE
        if titled:
            return odds
        if len(name) == 2 and known(name) and not flag_of(name).startswith("nr"):
            odds += _WORD  # 季风
        if is_foreign(name) and "·" not in name and self.text.endswith(_GOING, 0, each.start):
            return odds + _SITE  # 抵达撒马尔罕
        if beside >= _SPEAKS:
            return odds
        if is_foreign(name) and "·" not in name and (len(name) > 2 or not looks_chinese):
            odds += 0.0 if self.tags.in_list(each.start) else _UNKNOWN
        if (len(name) == 2 and name[0] in LIKE_WORDS) or ABBREVIATED.issuperset(name):
            odds += _UNKNOWN
        if name[-1] in _QUALITIES and known(name[:-1]):
            odds += _UNKNOWN
        given = flag_of(name[1:]) if len(name) == 3 else ""
        return odds + (_WORD if given in ("v", "vn") else _WORD / 2 if given == "n" else 0.0)

    def _like_a_place(self, each: Candidate) -> bool:
        """Whether the name ends as a place's does, or is the beginning of one."""
        text, end = self.text, each.end
        abroad = is_foreign(text[each.start : end])
        if (
            (text[end - 1] in _PLACE_ENDINGS and not abroad)
            or text[end : end + 1] in _PLACE_TAILS
            or text.startswith(_SITES, end)
        ):
            return True
        return abroad and (
            self.tags.behind_place(each.start)
            or text[end : end + 1] in _TOWN_TAILS
            or text.startswith("地区", end)
            or _ABROAD.match(text, end) is not None
        )

    def _names_somebody(self, start: int) -> bool:
        """Whether a name may well begin at `start`, so that the title before it is that name's: 黑山总理卡洛维奇."""
        return any(each.odds >= _LIKELY for each in self._at.get(start, ()))

    def _goes_on(self, each: Candidate) -> bool:
        """Whether the name is only the beginning of a foreign one: 卡洛维奇, 普京当 of 普京当天."""
        following = self.lattice.word_from(each.end)
        foreign = all(character in TRANSLITERATION for character in self.text[each.start : each.end])
        if following is None or not foreign:
            return False
        return (
            len(following.text) == 1
            and following.text in TRANSLITERATION
            and following.flag not in ("p", "c", "v", "d")
        )

    def _left(self, start: int) -> tuple[float, tuple[str, ...], str]:
        """What stands before `start`: its log odds, the titles, the rule's name."""
        if titles := titles_before(self.lattice, start):
            return (_TITLE if titles.strong else _WEAK_TITLE), titles.titles, "title"
        before = self.text[max(0, start - 3) : start].removesuffix("了")
        if before.endswith(APPOINTED):
            return _TITLE, (), "appointed"
        if start == 0 or self.text[start - 1] in "\n。！？；，,;:： 　":
            return _EDGE, (), ""
        if self.text.endswith(WORKPLACES, 0, start):
            return _SMALL_WORD, (), ""
        word = next(self.lattice.before(start))
        if word.flag in ("p", "c"):
            return _SMALL_WORD, (), ""
        if word.flag.startswith("n") or word.flag in ("x", "zg"):
            return _NOUN, (), ""
        return (0.0 if self.lattice.edge(start) else _NOUN), (), ""

    def _right(self, end: int, listed: bool) -> tuple[float, str]:
        """What stands from `end` on: its log odds, and a title behind the name."""
        following = self.text[end : end + 1]
        if following in ("", "\n"):
            return _EDGE, ""
        if following == "、":
            return (_BETWEEN_COMMAS if listed else _ACTS), ""
        if following in "，。,：:；;）)(（“":
            return _EDGE + (_BETWEEN_COMMAS if listed else 0.0), ""
        title = _BEHIND.match(self.text, end)
        if title and not self._names_somebody(title.end()):
            return _TITLE_BEHIND, title.group()
        newly = self.text.startswith("当选", end) and self.text[end - 1] == "新"
        if self.text.startswith("同志", end) or (SAID_BEHIND.match(self.text, end) and not newly):
            return _TITLE_BEHIND, ""
        if self.text[end : end + 2] in SPEAKS or _SAYS_LATER.match(self.text, end):
            return _SPEAKS, ""
        word = self.lattice.word_from(end)
        return (_beside(word) if word else 0.0), ""


def _beside(word: Word) -> float:
    """The log odds that a name stands before `word`."""
    if word.text in SPEAKS:
        return _SPEAKS
    if word.text in ("等", "率", "任", "被", "获") or (word.flag.startswith("v") and len(word.text) > 1):
        return _ACTS
    if word.flag in ("p", "c", "d", "ad", "vd"):
        return _SMALL_WORD
    return _NOUN if word.flag.startswith("n") else 0.0
