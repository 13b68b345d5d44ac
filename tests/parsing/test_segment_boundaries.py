"""Where items begin and end: invented pages of every shape that headings come in, read as a whole."""

import pytest

from archive.parsing import segment
from archive.parsing.boundaries import find_boundaries
from archive.parsing.lines import read

ROAD = [
    "三条新路把石门镇的二十一个村连在一起，山货运得出去，客人也走得进来，家家都说新路好。",
    "筑路队从正月干到腊月，路基夯了三遍，沙石从沙河上游运来，一车一车地过筛，一段一段地铺。",
    "新路的管护也定了人，坏了有人修，脏了有人扫，雨季里每天巡两遍，塌方落石当天就清走。",
    "路通了，镇上的货车多了起来，核桃、木耳和山茶油装上车，两个钟头就到了青岚市的市场。",
]
FISH = [
    "塘里的水暖了，放鱼苗的人撑着竹排下水，一桶桶鱼苗倒进塘，水面上泛起一圈圈细细的波纹。",
    "养鱼先养水，塘底要晒，塘埂要补，增氧机夜里两点准时开，水色淡了添肥，浓了换水。",
    "去年的鱼价好，一斤草鱼卖到九元，沅溪县的塘主们今年又添了四百亩塘，鱼苗早早就订下了。",
    "鱼贩子天不亮就来守着，起网的吆喝声一响，活蹦乱跳的鱼就上了秤，装进水箱运往临江城。",
]
SCHOOL = [
    "课后两小时，孩子们留在教室里下棋、画画、练毛笔字，家长下了班再来接，心里踏实多了。",
    "老师们轮流当班，操场上的灯也换成了亮的，篮球架修好了，图书角每个月添三十本新书。",
    "会写代码的大学生每周来一次，带着孩子们做小机器人，轮子转起来的时候满屋子都是笑声。",
    "学费不收，点心便宜，课表贴在校门口，谁想换一门课，跟班主任说一声就能换。",
]
OPERA = [
    "戏台搭在祠堂前，锣鼓一响，四乡八里的人都搬着板凳来看，唱的是老腔，演的是新编的本子。",
    "班主六十七岁，十二岁学艺，行头是自己缝的，脸谱是自己画的，一年要唱一百二十场。",
    "年轻人也来学，女孩学青衣，男孩学武生，天不亮就在河滩上吊嗓子，翻跟头翻得满身是沙。",
    "录音机记下老人唱的三十六个调门，谱子一页一页地抄，抄完了印成书，送到各村的戏班手里。",
]


def begins(rows: list[str]) -> list[str]:
    """The first line of each item of a page."""
    lines = "\n\n".join(rows).split("\n")
    return [lines[min(item.lines) - 1] for item in segment.segment(lines).items]


SHAPES = {
    "an editors' introduction and its parts, each with a place's name and a clause": (
        [
            "把科普送到家门口（走基层）",
            "山里的孩子想看星星，河边的老人想懂庄稼病害。本报记者走访三地，看科普怎样进村入户。",
            "——编 者",
            "云溪区天文馆——",
            "搬来一台望远镜",
            *SCHOOL,
            "（本报记者 白云起）",
            "沅溪县农技站——",
            "塘边开起小课堂",
            *FISH,
            "（本报记者 马小川）",
            "沙河县中医院——",
            "认识身边的草药",
            *ROAD,
            "石门镇三条新路通车",
            "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
        ],
        ["把科普送到家门口（走基层）", "石门镇三条新路通车"],
    ),
    "parts with reporters of their own, introduced by the editors": (
        [
            "水位牵着他们的心",
            "编者按：雨下了三天，沙河水位上涨。本报记者走进两座水文站，看他们怎样守着这条河。",
            "石门水文站",
            "一夜测了六回",
            "本报记者 白云起",
            *ROAD,
            "沅溪水文站",
            "数据五分钟一报",
            "本报记者 马小川",
            *FISH,
        ],
        ["水位牵着他们的心"],
    ),
    "letters under headlines of their own": (
        [
            "校园周边要通畅",
            *SCHOOL[:2],
            "山岚省青岚市  白云起",
            "鱼塘用电莫大意",
            *FISH[:2],
            "山岚省沅溪县  马小川",
            "老戏台该修一修",
            *OPERA[:2],
            "山岚省沙河县  贺小山",
        ],
        ["校园周边要通畅", "鱼塘用电莫大意", "老戏台该修一修"],
    ),
    "letters under one column's name": (
        [
            "来信",
            "校园周边要通畅",
            *SCHOOL[:2],
            "山岚省青岚市  白云起",
            "鱼塘用电莫大意",
            *FISH[:2],
            "山岚省沅溪县  马小川",
            "老戏台该修一修",
            *OPERA[:2],
            "山岚省沙河县  贺小山",
        ],
        ["来信"],
    ),
    "briefs under one column's name": (
        [
            "微消息",
            "远山国发现新溶洞",
            *ROAD[:2],
            "（据新华社远山城电 记者白云起）",
            "海滨国鱼汛提前到来",
            *FISH[:2],
            "（据新华社海滨城电 记者马小川）",
        ],
        ["微消息"],
    ),
    "news under a column's name, each with its dateline": (
        [
            "云溪视窗",
            "石门镇新路通车",
            "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
            "沅溪县鱼苗下塘",
            "本报讯（记者马小川）3月1日，沅溪县四百亩鱼塘放苗。",
        ],
        ["云溪视窗", "沅溪县鱼苗下塘"],
    ),
    "a resolution, the list of appointments and a decree, with those who issued them": (
        [
            "云溪区人大常委会关于保护沙河的决定",
            "（2031年3月2日云溪区六届人大常委会三次会议表决通过）",
            "为保护沙河，云溪区人大常委会决定：沙河两岸一千米内不得采沙。",
            "云溪区人大常委会任免名单",
            "（2031年3月2日云溪区六届人大常委会三次会议表决通过）",
            "任命白云起为云溪区水利局局长。",
            "云溪区人民政府令",
            "第七号",
            "《云溪区沙河保护办法》已经区人民政府会议通过，现予公布。",
            "区 长  马小川",
            "2031年3月2日",
            "云溪区沙河保护办法",
            "第一条 为了保护沙河，制定本办法。",
            "第二条 沙河两岸一千米内不得采沙。",
        ],
        [
            "云溪区人大常委会关于保护沙河的决定",
            "云溪区人大常委会任免名单",
            "云溪区人民政府令",
        ],
    ),
    "an annex belongs to its decision": (
        [
            "云溪区关于废止三件文件的决定",
            "（2031年3月2日云溪区人民政府第四次常务会议通过）",
            "云溪区人民政府决定：废止三件文件，目录附后。",
            "附件：",
            "废止文件目录",
            "一、《石门镇道路管护办法》。",
            "二、《沅溪县鱼塘租赁办法》。",
        ],
        ["云溪区关于废止三件文件的决定"],
    ),
    "two comments without dateline or signature": (
        ["把路修到心坎上", *ROAD, *ROAD[:1], "让老戏有新人", *OPERA],
        ["把路修到心坎上", "让老戏有新人"],
    ),
    "subheads of one make": (
        [
            "石门镇三条新路通车",
            ROAD[0],
            "修路，男女老少一齐上阵",
            *ROAD[1:2],
            "管路，家家户户轮流值守",
            *ROAD[2:3],
            "用路，山货出山客人进村",
            *ROAD[3:],
        ],
        ["石门镇三条新路通车"],
    ),
    "an article with subheads is over when it is signed": (
        [
            "石门镇三条新路通车",
            ROAD[0],
            "路基夯得实",
            *ROAD[1:2],
            "管护有专人",
            *ROAD[2:3],
            "（本报记者 白云起）",
            "老戏有新腔",
            *OPERA,
        ],
        ["石门镇三条新路通车", "老戏有新腔"],
    ),
    "boxes belong to the article beside them": (
        [
            "文明看戏有讲究",
            *OPERA,
            "（实习生贺小山参与采写）",
            "看戏“小贴士”",
            "◇不要迟到，迟到了请从边门进；",
            "◇把手机调到静音；",
            "◇唱完了再鼓掌。",
            "石门镇三条新路通车",
            "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
        ],
        ["文明看戏有讲究", "石门镇三条新路通车"],
    ),
    "the gist's own lines are no headings": (
        [
            "老戏唱出新声（文化脉动）",
            "核心阅读",
            "戏台搭到家门口，年轻人学老腔，沙河两岸的戏班一年唱满三百六十场",
            "录音、记谱、印书，老调门有了新传人",
            *OPERA,
        ],
        ["老戏唱出新声（文化脉动）"],
    ),
    "a speaker's last words are no heading": (
        [
            "在沙河文化节开幕式上的致辞",
            *OPERA,
            "祝沙河文化节圆满成功！",
            "石门镇三条新路通车",
            "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
        ],
        ["在沙河文化节开幕式上的致辞", "石门镇三条新路通车"],
    ),
    "readers' words with a dash line below": (
        [
            "网友留言",
            "修路的人辛苦了，路通了，家乡就近了，想家的人回家也快了。",
            "——石门镇网友",
            "路修好了，日子就好过了，今年过年我一定带着孩子回来走一走。",
            "——沙河县网友",
        ],
        ["网友留言"],
    ),
    "reports from two places under one headline": (
        [
            "沙河两岸春耕忙",
            "本报石门3月1日电（记者白云起）石门镇的地翻好了，种子也备足了。",
            "本报沅溪3月1日电（记者马小川）沅溪县的秧田灌了水，农机都检修过了。",
        ],
        ["沙河两岸春耕忙"],
    ),
    "local reports without headlines": (
        [
            "要闻简报",
            "本报讯（记者白云起）3月1日，石门镇的地翻好了。",
            "本报讯（记者马小川）3月1日，沅溪县的秧田灌了水。",
        ],
        ["要闻简报", "本报讯（记者马小川）3月1日，沅溪县的秧田灌了水。"],
    ),
    "a headline that begins like a particle": (
        [
            "石门镇三条新路通车",
            *ROAD[:2],
            "（本报记者 白云起）",
            "也门客商到沅溪县看鱼苗",
            "据新华社沅溪3月1日电（记者马小川）也门客商到沅溪县看鱼苗。",
        ],
        ["石门镇三条新路通车", "也门客商到沅溪县看鱼苗"],
    ),
    "photo news under an exclamation": (
        [
            "石门镇三条新路通车",
            "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
            ROAD[0],
            "开闸了！",
            "3月1日，沅溪县的鱼塘开闸放水，塘主们在查看水情。",
            "马小川 摄",
        ],
        ["石门镇三条新路通车", "开闸了！"],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_where_items_begin(shape: str) -> None:
    rows, expected = SHAPES[shape]
    assert begins(rows) == expected


def test_a_line_of_adoption_printed_under_each_act_is_no_repetition() -> None:
    rows, _ = SHAPES["a resolution, the list of appointments and a decree, with those who issued them"]
    found = segment.segment(rows)
    assert found.unassigned == {}
    assert [item.deck for item in found.items[:2]] == [rows[1], rows[4]]


def test_blank_lines_put_at_random_decide_nothing() -> None:
    rows, expected = SHAPES["subheads of one make"]
    spaced = "".join(row + "\n" * (1 + number * 3 % 4) for number, row in enumerate(rows))
    assert [item.headline for item in segment.segment(spaced.split("\n")).items] == expected


def test_the_least_sure_item_is_the_one_that_could_be_read_both_ways() -> None:
    rows = [
        "石门镇三条新路通车",
        "本报讯（记者白云起）3月1日，石门镇三条新路通车。",
        "鱼苗下塘",
        *FISH[:2],
        "老戏有新腔",
        "本报讯（记者马小川）3月1日，沙河戏班开锣。",
    ]
    road, fish, opera = segment.segment(rows).items
    assert fish.confidence < opera.confidence
    assert road.confidence < opera.confidence  # where it ends is as unsure as where the next begins
    assert 0 <= fish.confidence <= 1


def test_a_page_without_lines_has_no_items() -> None:
    assert find_boundaries(read([]), 0).starts == ()


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_many_headings_take_no_more_states_each(pages: int) -> None:
    rows = [row for number in range(40 * pages) for row in (f"新路通到第{number}村", ROAD[number % 4])]
    found = segment.segment(rows)
    assert sum(len(item.lines) for item in found.items) + len(found.unassigned) == len(rows)
