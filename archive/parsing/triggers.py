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
    "会议|大会(?!堂)|全会|例会|年会|(?:推进|座谈|调度|动员|部署|报告|宣讲|发布|研讨|观摩|现场|交流|协调|对接|联席|总结|恳谈|听证|评审"
    "|论证|通报|学习|组织生活|民主生活|分析|汇报|表彰|誓师|述职|茶话|说明|洽谈|推介|招聘|签约|见面|办公|党员|研判|督办|约谈|培训"
    "|联欢|碰头|点评|调解|议事|质询|专题|读书|分享|故事|故事分享|擂台|赛诗|板凳|院坝|坝坝|屋场|闭幕)会|论坛|峰会|集体学习|常务会|(?:两|政协|党代|人代|常委)会(?=召开|开幕|闭幕|圆满)"
)

# What states and their heads do with one another; of local leaders: 会见客商.
_DEALINGS: Final = "会见(?!室|厅)|会谈|会晤(?!委员会|机制)|接见|拜会|通电话|通话(?!质量|费)"

TRIGGERS: Final = (
    _trigger("预警", "(?:发布|启动|解除|升级)[^,，。]{0,20}(?:预警|应急响应)"),
    _trigger(
        "启动仪式",
        "(?:启动|开幕|揭牌|揭幕|挂牌|开工|奠基|开班|签约|捐赠|交接|颁奖|首发|出征|通车|落成|授牌|宣誓|闭幕)仪式",
    ),
    _trigger("演练", "演练|演习|拉练"),
    _trigger("听证", "听证"),
    _trigger("会见", _DEALINGS),
    _trigger("函电", "贺电|贺信|致电|唁电|慰问电|致函|复信|回信"),
    _trigger(
        "出访",
        "国事访问|正式访问|友好访问|工作访问|出访|抵达[^,，。]{0,12}(?:访问|出席)|对[^,，。]{1,12}进行[^,，。]{0,8}访问",
    ),
    _trigger("培训", "培训(?!会|机构|学校|中心|基地)|训练营|讲座|授课|党课|集中学习"),
    _trigger("演出", "演出|展演|汇演|会演|晚会|音乐会|上演|演唱会|巡演"),
    _trigger("比赛", "比赛|大赛|竞赛|比武|运动会|锦标赛|联赛|邀请赛|开赛|决赛|夺得|夺冠"),
    _trigger("表彰", "表彰(?!会)|颁奖|颁发|授予|授牌|荣获|获评|入选|嘉奖|通报表扬"),
    _trigger("评比", "评比|评选|评审(?!会)|观摩评"),
    _trigger("展会", "博览会|展览(?!馆|中心)|交易会|展销会|书展|画展|展会"),
    _trigger("会议", _GATHERING),
    _trigger("选举", "选举|补选|当选"),
    _trigger("慰问", "慰问|看望"),
    _trigger("调解", "调解(?!委员会|室|员|中心)|劝和"),
    _trigger("部署", "(?<!贯彻)(?<!落实)(?:安排|部署)[^,，。]{0,40}(?:工作|整治|行动|任务)|安排部署|动员部署"),
    _trigger("巡察", "(?:巡察|巡视)(?!组|办|员)"),
    _trigger(
        "检查",
        "检查(?!站|室|组|院|员)|暗访(?!组)|督导(?!组)|督查(?!室|局|组)|巡查(?!组|员)|抽查|排查(?!组)"
        "|(?:联合|集中|开展)执法|执法(?:检查|行动)|明察|巡(?:河|山|林|护|逻|夜|堤|线)(?![员队])",
    ),
    _trigger("整治行动", "整治|打击[^,，。]{0,8}行动|清剿|攻坚行动|集中行动|专项行动|百日行动|清理行动|清零行动"),
    _trigger(
        "调研",
        "调研(?!员|组)|现场办公|考察(?!组|团|任务|站|队|人员)|视察|走访|察看|(?<![调检审])查看|询问|(?<!据)(?<!记者)了解(?!到)|参观|观摩(?!会)",
    ),
    _trigger("成立", "成立(?![于以]|后)|揭牌|挂牌|揭幕"),
    _trigger(
        "启动",
        "启动|开通(?!的|以来|后)|开设(?!的|以来|后)|开讲|开工(?!率|前|后|建设的)|开幕|开馆|开园|投产|通车|投用|投入使用|正式运营|上线|开业(?!以来)|开班|竣工|首发|发车",
    ),
    _trigger("签约", "签约|签署|签订"),
    _trigger("施工", "施工(?!队|单位|现场|方|图|期|企业|高度|工人)|抢修|检修|吊装|铺设"),
    _trigger(
        "宣传",
        "宣传(?!部|委员|干事|栏|标语|册|单|片|品|页|口号|文化|思想|工作)|宣讲(?!团|员|稿)|普法|科普|义诊|咨询(?!公司|机构|台)",
    ),
    _trigger("志愿服务", "志愿者|志愿服务(?!站|队|岗|中心|总队|支队|组织)"),
    _trigger(
        "事故",
        "(?:发生|遭遇?|引发|突发)[^,，。]{0,20}(?:事故|火灾|大火|爆炸|地震|坍塌|滑坡|泥石流|洪水|洪灾|车祸|坠毁|沉没|相撞|脱轨|暴雨|台风|雪崩)"
        "|(?:坠毁|沉没|脱轨|坠机)",
    ),
    _trigger("袭击", "枪击|(?<!天气)(?<!风)(?<!雪)袭击|遇袭|空袭|炮击|绑架|交火|武装冲突|发生冲突"),
    _trigger(
        "抢险救灾", "抢险|抢通|转移[^,，。]{0,6}(?:群众|村民|居民|人员|安置)|救援(?!队|站)|搜救|紧急转移|扑救|堵口"
    ),
    _trigger("抗议", "抗议|罢工|示威|游行|集会"),
    _trigger("庭审", "开庭|庭审|宣判|审理"),
    _trigger("发布", "(?:发布|公布|印发|出台)(?![,，会的称说]|以来|后)|发表[^,，。]{0,12}(?:声明|白皮书|公报|报告)"),
    _trigger(
        "活动",
        "活动(?!室|中心|板房)|仪式|行动(?!不便|指南)|典礼|落幕|落下帷幕|拉开帷幕|招募|征集(?!时间|方式)|票决|庆祝|纪念(?!馆|碑|堂)|揭晓|举办|举行|召开|组织(?:开展|实施|动员|[^,，。]{0,12}(?:人员|干部|群众|志愿者|党员|居民|村民|学生|职工|师生|专家|医护))|开展(?!以来)",
    ),
)

# Types whose events have names: 召开…会议, …培训班开班. Of the others a sentence or headline is the title.
NAMED: Final = frozenset(
    {
        *("启动仪式", "演练", "培训", "演出", "比赛", "评比", "表彰", "展会", "会议", "听证", "宣传", "预警", "活动"),
        *("志愿服务", "整治行动"),
    }
)

# Types whose words are so common that a later clause of the sentence may tell better what happened.
WEAK: Final = frozenset({"活动", "启动", "发布", "部署", "宣传", "评比"})

# What the list has no narrower type for.
OTHER: Final = "活动"

# Types that a report of several paragraphs may open with as a mere scene: one check of a campaign, one visit.
SCENES: Final = frozenset(
    {"检查", "调研", "慰问", "志愿服务", "施工", "宣传", "活动", "整治行动", "启动", "抢险救灾", "成立", "巡察"}
)

# Words that put an event's name before or after them.
HOLDING: Final = "召开|举行|举办|开展|组织|启动|开幕|闭幕|落幕|落下帷幕|拉开帷幕|开班|开赛|发布|启幕|揭幕|圆满结束"

# Where an event's name ends.
NAME_END: Final = (
    f"{_GATHERING}|仪式|演练|培训班|培训|展演|演出|大赛|比赛|竞赛|活动|行动|晚会|音乐会|博览会|讲座|运动会|评比|庆典|宣传周|宣传月"
    "|预警|应急响应|义诊|座谈|集体学习|听证|表彰|典礼|专项整治|大整治|大排查|灯会|庙会|书展|画展|展览|首映"
)

_GENERAL_END = re.compile("(?:系列|主题)?活动$")


def type_of(text: str) -> str:
    """The type of event that the words of a sentence report, or ""."""
    return next((trigger.type for trigger in TRIGGERS if trigger.pattern.search(text)), "")


def last_type(name: str) -> str:
    """The type of event that a name ends in, or "": 安全生产培训工作会议 is a meeting, though it trains.

    活动 says nothing where a narrower word stands before it: 应急演练活动.
    """
    told = _GENERAL_END.sub("", name)
    for each in TRIGGERS:
        if any(match.end() >= len(told) - 1 for match in each.pattern.finditer(told)):  # 培训班, 宣传周
            return each.type
    return "活动" if told != name else ""
