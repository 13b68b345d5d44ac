"""Pages at their worst, of any size: what is repeated without end, what never closes, what is no newspaper at all.

`python -m tests.extremes [--size N] [FAMILY...]` reads each family at N characters and at an eighth of it, and tells
how much longer the large one took: eight times in a parser that is linear, sixty-four in one that compares everything
with everything.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from random import Random

from archive.parsing import Given, PageDump, parse_page, segment
from archive.parsing.gazetteer import Gazetteer

SIZE = 64_000
# Linear work takes eight times as long; the rest is the clock's, the cache's and the garbage collector's.
FACTOR = 8
MOST = 16
# Less than this is noise.
LEAST = 0.05  # seconds

HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对"
    "成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
)
CLASSICAL = "昔者先生居于山岚之野耕于云溪之滨问曰何谓也对曰其为物也轻而清其为声也远而和是以君子乐之矣"


def _random(alphabet: str, size: int) -> str:
    return "".join(Random(size).choices(alphabet, k=size))


def _times(text: str) -> Callable[[int], str]:
    """The text over and over."""
    return lambda size: (text * (size // len(text) + 1))[:size]


def _lines(form: str) -> Callable[[int], str]:
    """Lines of this form, each with a number of its own in place of {}."""

    def page(size: int) -> str:
        rows, length = [], 0
        while length < size:
            rows.append(form.format(len(rows)))
            length += len(rows[-1]) + 1
        return "\n".join(rows)

    return page


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda size: opening * (size // 2) + "路" + closing * (size // 2)


def _binary(size: int) -> str:
    return Random(size).randbytes(size).decode("latin-1")


def _sentences(size: int) -> str:
    """Running text of random words, sixty to a line."""
    text = _random(HAN * 3 + "，，。", size)
    return "\n".join(text[at : at + 60] for at in range(0, size, 60))


def _varied(form: str, *, paragraph: bool = True) -> Callable[[int], str]:
    """Paragraphs of one article in this form: a name, a place, a body and a day that differ in each."""

    def page(size: int) -> str:
        random = Random(size)
        rows, length = ["石门镇各项工作有序推进"], 0
        while length < size:
            day = f"{random.randrange(1, 13)}月{random.randrange(1, 29)}日"
            place, body = _random_word(random, 2) + random.choice("镇村县区"), _random_word(random, 2)
            name = random.choice("王李张马白") + _random_word(random, 2)
            rows.append(form.format(name=name, place=place, day=day, body=body))
            length += len(rows[-1]) + 1
        return "\n".join(rows) if paragraph else "".join(rows)

    return page


def _random_word(random: Random, size: int) -> str:
    return "".join(random.choices(HAN, k=size))


FAMILIES: dict[str, Callable[[int], str]] = {
    # no newspaper
    "digits": _times("1234567890\n"),
    "digits, one line": _times("1234567890"),
    "english": _times("The quick brown fox jumps over the lazy dog. "),
    "english lines": _times("The quick brown fox, it jumps.\n"),
    "classical": lambda size: _random(CLASSICAL, size),
    "classical lines": lambda size: "\n".join(
        _random(CLASSICAL + "。", size)[at : at + 30] for at in range(0, size, 30)
    ),
    "binary": _binary,
    "controls": lambda size: _random("\x01\x02\x07\x1b\x7f\x85\x0b\x0c\u2028路。\n", size),
    "bidi": lambda size: _random("\u202e\u202c\u200f\u200b\u2066\u2069路口。\n", size),
    "emoji": lambda size: _random("😀👍🏽🇨🇳‍\ufe0f路。\n", size),
    "combining": _times("路\u0301\u0302\u0303"),
    # shape
    "one line": lambda size: _random(HAN + "，。", size),
    "one line without stops": lambda size: _random(HAN, size),
    "one character": _times("路"),
    "one-character lines": _times("路\n"),
    "blank lines": lambda size: "石门镇通车\n" + "\n" * size + "3月2日，石门镇的路通了。",
    "lines of spaces": _times("　 　 \n"),
    "running text": _sentences,
    "headings only": _lines("石门镇修通新路{}"),
    "headings and text": _lines("石门镇修通新路{0}\n3月2日，石门镇的路修通了，大家都很高兴{0}。"),
    "broken lines": _lines("石门镇今年把沙河两岸{}的旧堤全部加固又在堤上种柳"),
    # repeats, one for each set form
    "brackets open": _times("（"),
    "brackets close": _times("）"),
    "brackets nested": _nested("（", "）"),
    "brackets half": _nested("(", ")"),
    "brackets with names": _times("（马川 "),
    "quotes": _times("“”"),
    "quotes open": _times("“"),
    "stops": _times("。"),
    "dots": _times("……\n"),
    "dashes": _times("——"),
    "dash lines": _lines("——石门镇修路纪实{}"),
    "dash lines, the same": _times("——石门镇 移风易俗 纪实录\n"),
    "dashes to a page": _times("-" * 56 + "3版\n"),
    "middle dots": _times("·"),
    "middle dots and names": _times("·马川"),
    "spaces": _times(" "),
    "spaces, in lines": _times("石门县" + " " * 56 + "马\n"),
    "names spread": _times("马 "),
    "names listed": _times("白云起、"),
    "name lines": _times("白云起、马川、张小舟\n"),
    "reporters": _times("记者 "),
    "reporters, lines of many": _times("·" + "记者 " * 19 + "摄\n"),
    "reporters, lines": _times("记者 马川\n"),
    "datelines": _times("本报讯（记者白云起）三月\n"),
    "datelines, one line": _times("本报讯（记者白云起）"),
    "wire datelines": _times("新华社云溪3月2日电 "),
    "places in a dateline": _times("新华社云溪、"),
    "jumps": _times("（上接第一版）石门镇的路\n"),
    "jumps away": _times("下转第三版"),
    "credits": _times("马川 摄\n"),
    "credits, one line": _times("马川 摄 "),
    "captions": _times("图为石门镇群众在劳作。\n\n\n马川 摄\n"),
    "sections": _times("时政要闻\n"),
    "signatures": _times("（本报记者 马川）\n"),
    "editors": _times("责编：马川 "),
    "ordinals": _times("一、"),
    "titles": _times("市委书记"),
    "titles and names": _times("市长马川、副市长白云起、"),
    "organizations": _times("青岚市云溪区石门镇人民政府办公室"),
    "endings of bodies": _times("局委会"),
    "places": _times("石门镇"),
    "levels": _times("省市县区"),
    "numbers of days": _times("3月2日至"),
    "years": _times("2023年"),
    "relative days": _times("昨日、今日、近日，"),
    "articles of every finding": _varied(
        "{day},{place}召开{body}工作会议,{place}党委书记{name}出席并讲话,{body}局局长{name}主持。"
    ),
    "one article, one line": _varied("{day},{place}{body}局局长{name}出席{body}大会。", paragraph=False),
    "people": _varied("{name}、", paragraph=False),
    "people with titles": _varied("{place}镇长{name}、", paragraph=False),
    "places that differ": _varied("{place}、{place}{body}路。"),
    "organizations that differ": _varied("{place}{body}局、{body}有限公司、", paragraph=False),
    "days that differ": _varied("{day}至{day},", paragraph=False),
    "elections": _varied("{name}当选为{place}人大常委会主任,"),
    "broken, with captions": _varied(
        "{day},{place}的{name}把沙河两岸的旧堤全部加固又在堤上种\n\n\n{place}河堤\n{name} 摄\n\n\n柳树。"
    ),
    "many articles": _varied("{place}{body}路通车\n本报讯（记者{name}）{day},{place}的路通了。"),
    "lists": _varied("{name}  {name}  {name}"),
    "kickers": _varied("{place}书记{name}强调——\n{place}要修好路\n{day},路修好了。"),
    "subheads": _varied("{place}的路\n{day},{place}的路修好了,{name}很高兴。"),
    "meetings": _times("会议召开，会议指出，会议强调，"),
    "people attend": _times("白云起出席会议并讲话，"),
    "repeated paragraphs": _times("石门镇今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路，村民早晚都来散步。\n"),
}


def seconds(read: Callable[[], object]) -> float:
    """The processor time of one reading."""
    gc.collect()
    started = time.process_time()
    read()
    return time.process_time() - started


def readers(gazetteer: Gazetteer) -> dict[str, Callable[[str], object]]:
    """What is measured: taking apart alone, and everything."""
    return {
        "segment": lambda text: segment.segment(text.split("\n")),
        "parse": lambda text: parse_page(PageDump("", "utf-8", text), Given(), gazetteer),
    }


def main() -> int:
    """Print a row for each family; exit with 1 where one grows faster than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY")
    parser.add_argument("--size", type=int, default=SIZE, help="characters of the large page")
    parser.add_argument("--only", choices=("segment", "parse"))
    options = parser.parse_args()
    gazetteer = Gazetteer.load([])
    measured = {name: read for name, read in readers(gazetteer).items() if options.only in (None, name)}
    for read in measured.values():
        read("石门镇通车\n3月2日，石门镇的路通了。马川 摄")
    grown = 0
    for family in options.families or FAMILIES:
        large, small = FAMILIES[family](options.size), FAMILIES[family](options.size // FACTOR)
        row = f"{family:24s}"
        for name, read in measured.items():
            few = seconds(lambda read=read, small=small: read(small))
            many = seconds(lambda read=read, large=large: read(large))
            too_much = many > LEAST and many > MOST * max(few, LEAST / FACTOR)
            grown += too_much
            row += f"   {name} {few:7.3f} s {many:8.3f} s {many / max(few, 1e-4):6.1f}{' !' if too_much else '  '}"
        print(row, flush=True)
    print(f"{grown} of these grow faster than their size." if grown else "None grows faster than its size.")
    return bool(grown)


if __name__ == "__main__":
    sys.exit(main())
