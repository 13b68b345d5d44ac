"""The closed list of words that make a dated sentence the report of an event, each with the type of the event.

Words are looked for outside of direct speech and of titles in 《》. The first type in the list wins, so that the
narrower stands before the wider: 培训班 before 会议, 启动仪式 before 活动. Words that also name offices and people
(宣传部, 执法局, 调研员) count only where they don't.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Trigger(NamedTuple):
    """A type of event and the pattern of the words that report one."""

    type: str
    pattern: re.Pattern[str]


def _trigger(kind: str, pattern: str) -> Trigger:
    return Trigger(kind, re.compile(pattern))


# Nouns in 会 that name a gathering, as against 社会, 委员会, 机会.
_GATHERING: Final = (
    "会议|大会|全会|例会|年会|(?:推进|座谈|调度|动员|部署|报告|宣讲|发布|研讨|观摩|现场|交流|协调|对接|联席|总结|恳谈|听证|评审"
    "|论证|通报|学习|组织生活|民主生活|分析|汇报|表彰|誓师|述职|茶话|说明|洽谈|推介|招聘|签约|见面|办公|党员|研判|督办|约谈|培训)会"
    "|论坛|峰会|会见|会谈"
)

TRIGGERS: Final = (
    _trigger("预警", "(?:发布|启动|解除|升级)[^,，。]{0,20}(?:预警|应急响应)"),
    _trigger(
        "启动仪式",
        "(?:启动|开幕|揭牌|揭幕|挂牌|开工|奠基|开班|签约|捐赠|交接|颁奖|首发|出征|通车|落成|授牌|宣誓|闭幕)仪式",
    ),
    _trigger("演练", "演练|演习|拉练"),
    _trigger("培训", "培训(?!会|机构|学校|中心|基地)|训练营|讲座|授课|党课|集中学习"),
    _trigger("演出", "演出|展演|汇演|会演|晚会|音乐会|上演|演唱会|巡演"),
    _trigger("比赛", "比赛|大赛|竞赛|比武|运动会|锦标赛|联赛|邀请赛|开赛|决赛|夺得|夺冠"),
    _trigger("评比", "评比|评选|表彰(?!会)|颁奖|授予|荣获|获评|入选"),
    _trigger("展会", "博览会|展览(?!馆|中心)|交易会|展销会|书展|画展|展会"),
    _trigger("会议", _GATHERING),
    _trigger("选举", "选举|补选|当选"),
    _trigger("慰问", "慰问|看望"),
    _trigger("检查", "检查(?!站|室)|暗访|督导|督查(?!室|局)|巡查|抽查|排查|执法(?!局|队|大队|中队|支队|人员)|整治"),
    _trigger("调研", "调研(?!员)|考察|视察|走访|察看|查看|询问|(?<!据)(?<!记者)了解(?!到)|参观|观摩"),
    _trigger("成立", "成立(?![于以]|后)|揭牌|挂牌|揭幕"),
    _trigger(
        "启动", "启动|开工|开幕|开馆|开园|投产|通车|投用|投入使用|正式运营|上线|开业(?!以来)|开班|竣工|首发|发车"
    ),
    _trigger("签约", "签约|签署|签订"),
    _trigger("部署", "(?:安排|部署)[^,，。]{0,30}工作|安排部署"),
    _trigger("施工", "施工(?!队|单位)|抢修|检修|吊装|铺设"),
    _trigger("宣传", "宣传(?!部|委员|干事|栏)|宣讲|普法|科普|义诊|咨询"),
    _trigger("志愿服务", "志愿(?:者|服务)"),
    _trigger("事故", "发生[^,，。]{0,20}(?:事故|火灾|爆炸|地震|坍塌|滑坡)"),
    _trigger("庭审", "开庭|庭审|宣判|审理"),
    _trigger("发布", "发布|印发|公布|出台"),
    _trigger(
        "活动",
        "活动(?!室|中心|板房)|仪式|行动(?!不便|指南)|典礼|庆祝|纪念|揭晓|举办|举行|召开|组织(?!部|工作|委员|的|者|生活)|开展",
    ),
)

# Types whose events have names: 召开…会议, …培训班开班. Of the others a sentence or headline is the title.
NAMED: Final = frozenset(
    {"启动仪式", "演练", "培训", "演出", "比赛", "评比", "展会", "会议", "宣传", "预警", "活动", "志愿服务"}
)

# Words that put an event's name before or after them.
HOLDING: Final = "召开|举行|举办|开展|组织|启动|开幕|闭幕|落幕|落下帷幕|拉开帷幕|开班|开赛|发布"

# Where an event's name ends.
NAME_END: Final = (
    f"{_GATHERING}|仪式|演练|培训班|培训|展演|演出|大赛|比赛|竞赛|活动|行动|晚会|音乐会|博览会|讲座|运动会|评比|庆典|宣传周|宣传月"
    "|预警|应急响应|义诊"
)

# The parts people take in an event, as they are printed.
PARTS: Final = (
    "主持召开|主持|宣布|致辞|致开幕词|作报告|作专题报告|宣讲|讲话|发言|作工作报告|带队|带领|率队|率领|调研|检查|暗访|督导|走访|慰问|看望"
    "|察看|查看|询问|了解|视察|考察|强调|指出|要求|表示|介绍|叮嘱|参加|参与|出席|列席|陪同|一同|会见|签署|当选|荣获|获得|讲解|授课"
    "|在主席台就座|补选|说"
)


def type_of(text: str) -> str:
    """The type of event that the words of a sentence report, or ""."""
    return next((trigger.type for trigger in TRIGGERS if trigger.pattern.search(text)), "")
