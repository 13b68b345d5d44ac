"""Strategies for hypothesis: pages that look like a newspaper's, and pages that look like nothing."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["白云起", "马川", "马  川", "张小舟", "欧阳砚", "阿依努尔·艾山"])
PLACES = st.sampled_from(["石门镇", "云溪区", "青岚市", "沙河村"])

HEADLINES = st.one_of(
    st.sampled_from(
        ["三条新路通车", "我市推行“一把扫帚扫到底”", "（走基层）一条路 两个村", "好路还要管得好", "停水公告"]
    ),
    st.builds("{}修通新路".format, PLACES),
    st.builds("{}强调 {}要修好路".format, NAMES, PLACES),
)
KICKERS = st.sampled_from(
    ["石门镇党委书记马川——", "时政要闻", "【文明新风】", "云溪视窗", "岚江时评", "图片新闻", "核心阅读"]
)
DECKS = st.sampled_from(
    ["——云溪区交通建设纪实", "白云起主持 马川讲话", "三年累计通车420公里", "□ 白云起", "本报评论员"]
)
OPENINGS = st.one_of(
    st.just(""),
    st.builds("本报讯（记者{} 通讯员 {}）".format, NAMES, NAMES),
    st.builds("本报讯 记者{}报道：".format, NAMES),
    st.builds("新华社云溪3月2日电  （记者{}、{}）".format, NAMES, NAMES),
    st.just("（上接第一版）"),
)
SENTENCES = st.one_of(
    st.sampled_from(
        [
            "镇里今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路，村民早晚都来散步，都说这段河堤修得好。",
            "“路好走吗？”老支书问。",
            "一、好路还要管得好。",
            "近日，志愿者在河边种树，学生在河里捞草。",
            "12月27日至28日，区人大召开会议，会议强调，要把路修到村口。",
            "他说:“二〇二三年,云溪区要修420公里路(含桥梁12座);石门镇的路占了一半!”",
        ]
    ),
    st.builds("3月2日，{}召开会议，区委书记{}出席并讲话。".format, PLACES, NAMES),
    st.builds("{}当选为{}人大常委会主任。".format, NAMES, PLACES),
)
CAPTIONS = st.one_of(
    st.sampled_from(["石门镇清理河道现场", "图为种树现场。", "▲沙河村的果农在给梨树授粉", "上图：新修的路。"]),
    st.builds("{}\n{} 摄".format, st.just("3月2日，村民在新路上散步。"), NAMES),
)
CREDITS = st.builds(
    "{}{}{}".format, st.sampled_from(["", "本报记者 ", "摄影："]), NAMES, st.sampled_from([" 摄", "摄（影像青岚）"])
)
ENDS = st.one_of(
    st.builds("（本报记者 {}）".format, NAMES),
    st.builds("·{} {}·".format, NAMES, NAMES),
    st.sampled_from(["(下转第三版)", "（作者为石门镇镇长）", "责编：马川　版式：苏念", "新华社发"]),
)
FURNITURE = st.sampled_from(
    ["版面导航", "上一版　下一版", "02 要闻", "青ICP备00000000号", "2023年3月2日 星期四", "·", "……", "广告", "A3"]
)
# Characters that change how a line is shown or counted, and none of which a page needs.
STRANGE = st.text(
    alphabet="，。（）“”、：　\t\x00\x0b\x0c\x1c\x85\u2028\u200b\u200f\u202e\u2066\ufeff摄电版1路的", max_size=30
)
ANY_LINE = st.text(max_size=40)


@st.composite
def articles(draw: st.DrawFn) -> list[str]:
    """An article's lines, with any of its parts missing."""
    lines = [draw(each) for each in (KICKERS, HEADLINES, DECKS) if draw(st.booleans())]
    opening = draw(OPENINGS)
    for _ in range(draw(st.integers(0, 4))):
        paragraph = opening + "".join(draw(st.lists(SENTENCES, min_size=1, max_size=4)))
        opening = ""
        if draw(st.booleans()):
            lines.append(paragraph)
            continue
        place = draw(st.integers(0, len(paragraph)))
        between = draw(st.sampled_from([[], [draw(CAPTIONS)], [draw(CREDITS)], [draw(CAPTIONS), draw(CREDITS)]]))
        lines += [paragraph[:place], *between, paragraph[place:]]
    if draw(st.booleans()):
        lines.append(draw(ENDS))
    return lines


@st.composite
def newspaper_pages(draw: st.DrawFn) -> list[str]:
    """A page's lines: articles, photographs, furniture, lines twice, dirt, blank lines of any habit."""
    blocks = draw(st.lists(st.one_of(articles(), articles(), st.tuples(CAPTIONS, CREDITS).map(list)), max_size=5))
    lines = [line for block in blocks for line in block]
    for extra in draw(st.lists(st.one_of(FURNITURE, ENDS, STRANGE, HEADLINES), max_size=4)):
        lines.insert(draw(st.integers(0, len(lines))), extra)
    if lines and draw(st.booleans()):
        lines.append(draw(st.sampled_from(lines)))
    habit = draw(st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\n　\n"]))
    return habit.join(lines).split("\n")


# Pages that a newspaper might print, and lines of anything.
PAGES = st.one_of(
    newspaper_pages(),
    st.lists(st.one_of(ANY_LINE, STRANGE, HEADLINES, SENTENCES, CREDITS), max_size=30).map(
        lambda lines: "\n".join(lines).split("\n")
    ),
)
