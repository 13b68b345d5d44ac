"""Furniture is told by what a whole line is made of; a sentence or heading that mentions its words stays text."""

import pytest

from archive.parsing import segment
from archive.parsing.clean import fold
from archive.parsing.furniture import is_furniture

FURNITURE = [
    "版面导航",
    "上一版",
    "下一版",
    "上一版 下一版",
    "上一版　下一版",
    "<上一版 下一版>",
    "《上一版　下一版》",
    "上一期 下一期",
    "◀上一期　下一期▶",
    "上一篇：",
    "上一篇 下一篇",
    "返回目录",
    "返回首页",
    "放大缩小默认",
    "放大 缩小 默认",
    "放大+ 缩小- 默认o 朗读",
    "字号：大 中 小",
    "【字体：大 中 小】",
    "按日期检索",
    "标题导航",
    "文章导航",
    "PDF",
    "PDF版",
    "PDF下载",
    "往期",
    "往期回顾",
    "分享到微信",
    "分享到：微信 微博 QQ空间",
    "朗读",
    "语音朗读",
    "扫一扫",
    "扫一扫 看视频",
    "扫一扫，分享到朋友圈",
    "扫码看视频",
    "扫码阅读全文",
    "扫描二维码 关注青岚日报",
    "扫描下方二维码关注我们",
    "微信扫一扫",
    "长按二维码关注",
    "二维码",
    "青岚日报公众号二维码",
    "（二维码）",
    "更多内容请扫描二维码。",
    "更多新闻请登录青岚新闻网",
    "更多精彩内容 请关注青岚日报客户端",
    "第01版：要闻",
    "第02版:时政",
    "01版：头版",
    "第A04版:国际新闻",
    "第三版 要闻",
    "2版 要闻 2023年3月2日 星期四",
    "2版 要闻 2023年3月2日　星期四",
    "A03 时政",
    "A03",
    "要闻 02版",
    "02版",
    "第2版",
    "2023年3月2日 星期四",
    "2023年3月2日 星期四 农历癸卯年二月十一",
    "2023-03-02 第02版：要闻",
    "农历癸卯年二月十一",
    "星期四 2023年3月2日 第3版 综合",
    "青岚日报 2023年3月2日 星期四 第3版",
    "青岚日报 2023年3月2日",
    "责编：白云起 校对：马川",
    "责编:白云起　美编:马川　校对:贺兰",
    "本版责编 白云起 版式 马川",
    "校对：马川",
    "版式：马川 责编：白云起 电话：0000-0000000",
    "责任编辑/白云起 美术编辑/马川 责任校对/贺兰",
    "值班主任 白云起 责编 马川",
    "值班主任：白云起 版面责编：马川",
    "审读：白云起 组版：马川",
    "签发：白云起",
    "编辑：白云起 组版：马　川 校对：贺　兰",
    "本版编辑：白云起 邮箱：abc@qinglan.cn",
    "责编白云起 校对马川",
    "主编：白云起 电话：00000000 邮箱：a@b.cn",
    "一审：白云起 二审：马川 三审：贺兰",
    "初审 白云起 复审 马川 终审 贺兰",
    "值班总编：白云起 编审：马川",
    "国内统一连续出版物号 CN00-0000",
    "国内统一刊号：CN00—0000　邮发代号：0-00",
    "CN 00-0000",
    "邮发代号 0-00",
    "今日8版",
    "今日八版",
    "今日4版 第1234期",
    "总第1234期",
    "第1234期",
    "第 1234 期 今日 8 版",
    "零售每份1.00元",
    "定价：1.5元",
    "中共青岚市委主管主办",
    "中共青岚市委主办",
    "青岚市委宣传部主管 青岚日报社主办",
    "社址：青岚市云溪区沙河路1号 邮编：000000",
    "广告许可证：0000000000000",
    "广告热线：0000-0000000 发行热线：0000-0000000",
    "www.qinglanribao.cn",
    "网址：www.qinglan.cn",
    "http://www.qinglan.cn/paper",
    "青岚新闻网 www.qinglan.cn",
    "今天白天 多云 东北风2-3级 3℃~12℃",
    "青岚今日天气：晴转多云 气温-2～8℃ 西北风3级",
    "广告",
    "公益广告",
    "·广告·",
    "（广告）",
    "广 告",
    "广告专版",
    "版权所有 青岚日报社",
    "版权所有：青岚日报社",
    "青岚日报社版权所有",
    "版权所有 未经许可不得转载",
    "Copyright © 2023 青岚日报 All Rights Reserved",
    "copyright©青岚日报社",
    "© 2023 青岚日报",
    "青ICP备00000000号",
    "京ICP备12345678号-1",
    "青公网安备 00000000000000号",
    "互联网新闻信息服务许可证编号：00000000000",
    "本报所有内容未经书面授权不得转载",
    "未经本报许可，不得转载。",
    "技术支持：青岚科技公司",
]

TEXT = [
    "石门镇的小册子封底印着版权所有，翻印必究。",
    "游客扫一扫二维码，就能听到古桥的故事。",
    "扫一扫路边的牌子就能看到河长的电话",
    "网站要先取得ICP备案，才能对外服务。",
    "扫码点餐 方便还是添堵",
    "广告业务员的一天",
    "公益广告进乡村",
    "招聘启事",
    "青岚市广告协会成立",
    "责编说，这篇稿子要改。",
    "编辑部的故事",
    "主编推荐",
    "校对人生",
    "总编辑白云起在会上讲话。",
    "值班主任白云起带队巡查",
    "上一版的规划是十年前做的。",
    "上一期的奖金没有人领",
    "返回家乡创业",
    "放大格局 缩小差距",
    "默认勾选该不该管",
    "朗读者",
    "朗读比赛在石门镇举行",
    "第二版规划今天公布",
    "第三版教材投入使用",
    "5G 时代",
    "A股上市",
    "G20 峰会",
    "8版方案改了又改",
    "2023年3月2日，石门镇修通新路。",
    "2023年3月2日",
    "二〇二三年三月",
    "3月2日 星期四",
    "今日8版块合一",
    "第12期培训班开班",
    "第12期",
    "明天多云转晴 最高气温12℃",
    "今起三天多云 气温回升到12℃",
    "新路全长12公里，路面宽8米。",
    "中共青岚市委书记白云起主持会议",
    "中共青岚市委举行新闻发布会",
    "石门镇政府主办文化节",
    "定价听证会",
    "零售业回暖",
    "邮发代号的来历",
    "国内统一市场",
    "微信 微博 客户端一个都不能少",
    "目录",
    "首页",
    "客户端",
    "微信",
    "新闻热线开通一年",
    "投稿邮箱：abc@qinglan.cn",
    "电话：0000-000000",
    "农历三月三 云溪赶歌圩",
    "清明时节 沙河两岸",
    "立春",
    "冬至",
    "本报地址变更启事",
    "更多老人吃上热饭",
    "更多内容等着人们去发现",
    "往期的奖金没有人领",
    "要闻",
    "编者按",
    "编辑白云起",
    "策划：白云起 统筹：马川",
    "记者：白云起 编辑：马川",
    "监制的话",
    "制作：一碗面的功夫",
    "设计：让老街更美",
    "青岚日报",
    "未经审批不得开工",
    "未经授权，任何人不得进入工地。",
    "图书版权所有者白云起说，这是三代人的心血。",
    "二维码管树 一码知来历",
    "智慧路灯有了二维码",
    "关注青岚",
    "分享",
    "下载量破万",
    "收藏",
    "关闭",
    "打印店老板马川",
    "总值班室灯火通明",
    "A03 白云起",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line: str) -> None:
    assert is_furniture(fold(line))


@pytest.mark.parametrize("line", TEXT)
def test_text_that_mentions_furniture(line: str) -> None:
    assert not is_furniture(fold(line))


NEWS = "本报讯(记者马小川)3月1日，石门镇三条新修的村路通车，镇里的老乡再也不用绕行沙河大桥。"
FARMS = "本报讯(记者贺兰)3月2日，云溪区各村抓紧春耕备耕，把种子、化肥和农机具备足备齐，不误农时。"
SCHOOL = "本报讯(记者白云起)3月2日，沙河小学的孩子们搬进了新教室，操场上铺了新草皮，添了新球架。"
PAGE = ["石门镇三条新路通车", NEWS, "云溪区春耕备耕早动手", FARMS, "沙河小学添了新教室", SCHOOL]


def noise(rows: list[str]) -> list[str]:
    found = segment.segment(rows)
    assert sorted([*found.unassigned, *(n for item in found.items for n in item.lines)]) == list(
        range(1, len(rows) + 1)
    )
    return [rows[number - 1] for number, aside in found.unassigned.items() if aside == "noise"]


@pytest.mark.parametrize(
    "list_of_titles",
    [
        PAGE[::2],
        [f"·{title}" for title in PAGE[::2]],
        ["石门镇三条新路通车", "图片新闻", "云溪区春耕备耕早动手", "沙河小学添了新教室"],
        ["云溪区春耕备耕早动手", "石门镇三条新路通车", "沙河小学添了新教室"],
    ],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_a_list_of_the_page_s_titles(list_of_titles: list[str], at_top: bool) -> None:
    rows = [*list_of_titles, *PAGE] if at_top else [*PAGE, *list_of_titles]
    assert noise(rows) == list_of_titles
    assert [item.headline for item in segment.segment(rows).items] == PAGE[::2]


def test_verses_that_come_again_are_no_list_of_titles() -> None:
    refrain = ["沙河的水哟慢慢流", "石门的路哟弯又长", "云溪的人哟不怕远"]
    verses = ["春天里修一段堤", "秋天里收一担粮", "夏天里挖一条渠", "冬天里补一堵墙"]
    rows = ["修路谣", *verses[:2], *refrain, *verses[2:], *refrain]
    assert not {"noise", "duplicate"} & set(segment.segment(rows).unassigned.values())


@pytest.mark.parametrize(
    "box",
    [
        ["今日导读", "石门镇修通三条路(A3版)", "云溪区备足春耕种子(A4版)"],
        ["导读", "石门镇修通三条路 详见3版", "云溪区备足春耕种子 详见4版"],
        ["石门镇修通三条路►03版", "云溪区备足春耕种子►04版"],
        ["石门镇修通三条路……A03", "云溪区备足春耕种子……A04"],
        ["A03 石门镇修通三条路", "A04 云溪区备足春耕种子"],
        ["第03版 石门镇修通三条路", "第04版 云溪区备足春耕种子"],
        ["石门镇修通三条路", "详见3版", "云溪区备足春耕种子", "详见4版"],
        ["石门镇修通三条路（见2版）"],
    ],
)
def test_entries_that_point_to_other_pages(box: list[str]) -> None:
    for rows in ([*box, *PAGE], [*PAGE, *box]):
        assert noise(rows) == box
        assert [item.headline for item in segment.segment(rows).items] == PAGE[::2]


@pytest.mark.parametrize(
    "head",
    [
        ["青岚日报", "2023年3月2日 星期四", "02", "要闻"],
        ["第02版：要闻", "青岚日报"],
        ["责编：白云起 校对：马川", "2"],
    ],
)
def test_the_page_s_head_and_foot_are_whole(head: list[str]) -> None:
    assert noise([*head, *PAGE]) == head
    assert noise([*PAGE, *reversed(head)]) == head[::-1]


def test_without_furniture_beside_them_such_lines_are_text() -> None:
    assert noise(["要闻", *PAGE]) == []
