"""Tell a story: an article, photo, opinion piece or notice of a paper on a day, with whose names stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archive.composing.chance import Chance, ranked
from archive.composing.grammar import Grammar
from archive.composing.scene import Mention, Scene, Stage
from archive.composing.world import Term

# Told in ways of their own, not drawn as a topic.
SPECIAL = ("时评", "任免", "联席")
SHORTEST, LONGEST = 220, 1150
KICKER_SHARE, DECK_SHARE, COLUMN_SHARE, CAPTION_SHARE = 0.35, 0.3, 0.3, 0.15
# A detail that goes on in the paragraph of the one before.
RUN_ON_SHARE = 0.4
# The paper appears the morning after; some news is a day or two older.
AGES = (1, 1, 1, 2, 2, 3)


@dataclass(frozen=True, slots=True)
class Story:
    """What a paper prints as one item, in full-width punctuation."""

    kind: str
    headline: str
    paragraphs: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()
    section: str = ""
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    signoff: str = ""
    caption: str = ""
    credit: str = ""


class Teller:
    """Tells the stories of one paper."""

    def __init__(self, stage: Stage, grammar: Grammar, chance: Chance, *, padded: bool) -> None:
        """Tell of `stage` in the words of `grammar`.

        `padded` fills articles up to natural lengths and word frequencies with sentences that nobody should read.
        """
        self.stage, self.grammar, self.chance, self.padded = stage, grammar, chance, padded
        self.topics = ranked([topic for topic in grammar.topics if topic not in SPECIAL], slope=0.5)

    def article(self, printed: date) -> Story:
        """An article on one of the topics."""
        scene = self._scene(printed)
        topic = self.chance.pick(self.topics)
        headline = self.grammar.say(f"{topic}.head", self.chance, scene)
        return self._article(topic, headline, scene)

    def handover(self, term: Term, before: Term | None) -> Story:
        """The report that somebody took a post over, `before` from whom."""
        assert term.start
        scene = Scene(self.stage, term.start, self.grammar, self.chance, self._cast(term, before))
        people = [each.person for each in (term, before) if each]
        scene.mentions += [Mention(person.name, person.id) for person in people]
        headline = self.grammar.say("任免.head", self.chance, scene)
        paragraphs = [self._dateline() + self.grammar.say("任免.lead", self.chance, scene)]
        paragraphs += self.grammar.several("任免.detail", 3, self.chance, scene)
        return Story("article", headline, _sentences(paragraphs), tuple(scene.mentions))

    def joint_meeting(self, day: date, host: Stage, guest: Stage) -> Story:
        """The report of a meeting on the river of both cities; the paper is of one of them."""
        partner = guest if host.paper is self.stage.paper else host
        visitor = partner.holders(partner.paper.city.path, day)[0]
        cast = {
            "host": host.paper.city.name,
            "guest": guest.paper.city.name,
            "partner_leader": visitor.printed + visitor.person.name,
            "river": self.stage.rivers[-1],
        }
        scene = Scene(self.stage, day, self.grammar, self.chance, cast)
        scene.place = self.stage.paper.city
        scene.leader = self.stage.holders(scene.place.path, day)[0]
        scene.mentions.append(Mention(visitor.person.name, visitor.person.id))
        return self._article("联席", self.grammar.say("联席.head", self.chance, scene), scene)

    def photo(self, printed: date) -> Story:
        """A photo with a caption of its own."""
        scene = self._scene(printed)
        caption = self.grammar.say("图片.caption", self.chance, scene) + "。"
        return Story("photo", "", (), tuple(scene.mentions), caption=caption, credit=self._credit())

    def opinion(self, printed: date) -> Story:
        """A short comment."""
        scene = self._scene(printed)
        say = self.grammar.say
        headline, section = (say(f"时评.{part}", self.chance, scene) for part in ("head", "column"))
        paragraphs = [say("时评.lead", self.chance, scene)]
        paragraphs += self.grammar.several("时评.detail", 3, self.chance, scene)
        paragraphs.append(say("时评.close", self.chance, scene))
        author = self.stage.names.person(self.chance)
        return Story("opinion", headline, _sentences(paragraphs), section=section, byline=f"□{author}")

    def notice(self, printed: date) -> Story:
        """A public notice, signed by an office."""
        scene = self._scene(printed)
        headline, text = self.grammar.say("公告", self.chance, scene).split("｜")
        office = f"{scene.place.name}{self.chance.pick(('住房和城乡建设局', '公安局交通警察支队', '人民政府办公室'))}"
        signoff = f"{office} {scene.day.year}年{scene.day.month}月{scene.day.day}日"
        return Story("notice", headline, _sentences([text]), signoff=signoff)

    def _scene(self, printed: date) -> Scene:
        happened = printed - timedelta(days=self.chance.pick(AGES))
        return Scene(self.stage, happened, self.grammar, self.chance)

    def _article(self, topic: str, headline: str, scene: Scene) -> Story:
        """The article below a headline: lead, details as far as there is room, demands, how it goes on."""
        chance, say = self.chance, self.grammar.say
        room = SHORTEST + int((LONGEST - SHORTEST) * chance.random() ** 1.8)
        byline, opening = self._opening()
        paragraphs = [opening + say(f"{topic}.lead", chance, scene)]
        details = self._details(topic, scene)
        while sum(map(len, paragraphs)) < room and (detail := next(details, "")):
            detail += self._more(scene)
            if len(paragraphs) > 1 and chance.happens(RUN_ON_SHARE):
                paragraphs[-1] = _closed(paragraphs[-1]) + detail
            else:
                paragraphs.append(detail)
        if scene.has_leader or chance.happens(0.4):
            demands = [*self.grammar.several(f"{topic}.demand", 2, chance, scene), say("any.demand", chance, scene)]
            verb = chance.pick(("强调", "指出", "要求", "说"))
            paragraphs.append(f"{scene('leader')}{verb}，{'；'.join(demands)}")
        if chance.happens(0.5):
            paragraphs.append(say("any.close", chance, scene))
        return Story(
            "article",
            headline,
            _sentences(paragraphs),
            tuple(scene.mentions),
            section=self._maybe(COLUMN_SHARE, f"{topic}.column", scene),
            kicker=self._maybe(KICKER_SHARE, f"{topic}.kicker", scene),
            deck=self._maybe(DECK_SHARE, f"{topic}.deck", scene),
            byline=byline,
            caption=self._maybe(CAPTION_SHARE, "图片.scene", scene),
            credit=self._credit(),
        )

    def _details(self, topic: str, scene: Scene) -> Iterator[str]:
        """What there is to say of the topic; where padded, of things in general and of another topic too."""
        several = self.grammar.several
        yield from several(f"{topic}.detail", 9, self.chance, scene)
        if self.padded:
            yield from several("texture", 4, self.chance, scene)
            yield from several(f"{self.chance.pick(self.topics)}.detail", 3, self.chance, scene)

    def _more(self, scene: Scene) -> str:
        """What may follow a detail: its effect, a word of somebody there."""
        chance, said = self.chance, []
        if chance.happens(0.3):
            said.append("effect")
        if self.padded and chance.happens(0.3):
            said.append("texture")
        if chance.happens(0.4):
            said.append(chance.pick(("any.local", "any.voice")))
        return "".join(f"。{self.grammar.say(symbol, chance, scene)}" for symbol in said)

    def _maybe(self, share: float, symbol: str, scene: Scene) -> str:
        wanted = self.grammar.has(symbol) and self.chance.happens(share)
        return self.grammar.say(symbol, self.chance, scene) if wanted else ""

    def _opening(self) -> tuple[str, str]:
        """A line that signs the article, or words that open its first paragraph."""
        if self.chance.happens(0.12):
            return f"□本报记者 {self.chance.pick(self.stage.paper.reporters)}", ""
        return "", self._dateline()

    def _dateline(self) -> str:
        reporter = self.chance.pick(self.stage.paper.reporters)
        if self.chance.happens(0.15):
            return f"本报讯 记者{reporter}报道："
        if self.chance.happens(0.4):
            return f"本报讯（记者{reporter} 通讯员{self.chance.pick(self.stage.paper.correspondents)}）"
        return f"本报讯（记者{reporter}）"

    def _credit(self) -> str:
        return f"{self.chance.pick(('本报记者 ', ''))}{self.chance.pick(self.stage.paper.reporters)} 摄"

    def _cast(self, term: Term, before: Term | None) -> dict[str, str]:
        left = f"，{before.person.name}不再担任{before.organization}{before.kind.title}职务" if before else ""
        return {
            "body": term.place.name,
            "newcomer_name": term.person.name,
            "newcomer_title": term.organization + term.kind.title,
            "newcomer_place": term.place.name,
            "leaving": left,
        }


def _closed(text: str) -> str:
    """The text with a full stop, unless a quotation that ends in one closes it."""
    return text if text.endswith(("。", "。”", "！”", "？”")) else text + "。"


def _sentences(paragraphs: list[str]) -> tuple[str, ...]:
    return tuple(map(_closed, paragraphs))
