"""What headings say of themselves: the wording by which kicker, headline and deck are told apart.

Every pattern is matched against folded text, like those of `patterns`. Each has a reason and an invented example.
"""

from __future__ import annotations

import re

from archive.parsing.patterns import HAN

# When, and no more. Examples: "上半年", "3月1日至7日", "“五一”假期前四日", "三月以来".
TIME_SETTING = re.compile(
    r"^(?:.{0,4}[今去明前上下本一二三四两\d]+)?(?:半年|季度|年[初底末]?|月份?|[个]月|日|天)$"
    r"|(?:以来|期间|前夕|之际|黄金周|长假|假期|临近|在即|首日|假期前.日|\d日|\d月|\d年|今日)$"
)

# A preposition opens a line that another finishes. Examples: "就白云大桥通车", "在石门镇老街改造中", "经市政府批准".
SETTING_OPENING = re.compile(
    r"^(?:就|在(?!线|建|产|册)|经(?!济|典)|据|随着|依托|针对|围绕|按照|根据|截至|为了|面对|作为|因|涉及)"
)

# Who or what, without what happened. Examples: "青岚市应急管理局", "石门镇镇长白云起", "沙河大桥项目".
NAME_ALONE = re.compile(
    r"(?:部|委|局|厅|署|处|科|办|办公室|院|大学|学校|中学|小学|研究所|社|政协|人大|[常员法]委?会|妇联|工会|联合会|协会|学会|商会|基金会"
    r"|省|自治区|市|县|区|旗|镇|乡|村|街道|社区|农场|林场|水域"
    r"|公司|集团|银行|分行|企业|合作社|平台|机制|部门|单位|小组|指导组|联络组|督导组"
    r"|发言人|负责人|负责同志|专家|学者|智库|代表|委员|主任|书记|主席|会长|市长|县长|区长|镇长|所长|院长|教授|研究员"
    r"|(?:书记|主任|[省市区县镇乡村局院校所站社会]长|主席|教授|研究员|工程师|医生|老师|传承人|代表|委员)[\u3400-\u9fff]{2,3}"
    r"|项目|工程|计划|行动|论坛|博览会|会议|公开赛|(?<!开|参|停|复)赛|世界杯|等)$"
)

# A verb of the trade makes a line a sentence, not a name. Examples: "石门镇将建观景平台", "云溪区推进老街工程".
NEWS_VERB = re.compile(
    r"将|再|覆盖|首[设次建]|新增|开展|实施|推进|推动|推出|建设|建成|启动|设立|获|完成|加快|加强|提升|打造|出台|发布|成立|创建|举办|举行|召开|支持"
    r"|帮扶|帮助|走进|成为|入选|亮相|着力|持续|培育|深化|优化|整治|服务"
)

# Where a piece of news comes from. Examples: "市政府召开新闻发布会", "三部门印发通知", "石门镇出台系列措施".
OCCASION = re.compile(
    r"(?:新闻发布会|发布会|吹风会|通气会|推介会)$|召开.{0,12}(?:座谈会|研讨会|交流会|推进会|现场会|动员会|报告会)$"
    r"|(?:印发|下发|转发|发布|出台|发出|制定|联合)(?:的?(?:指导|若干|实施|有关|系列|多项|相关|紧急|联合|专项))*"
    r"(?:意见|通知|方案|文件|措施|举措|办法|公告|政策|规定|数据)$"
    r"|(?:印发|通报|转发)[^,]{0,16}$|(?:修订|修改|调整)[^,]{0,8}(?:规定|办法|规则|细则)$|发文$"
    r"|(?:显示|获悉)$|发表.{0,12}文章$|签署.{0,8}令$|(?:发言人|负责人|专家|学者)谈"
    r"|^《[^》]*》.{0,8}(?:发布|公布|出台|印发|施行|实施)$"
)

# A slogan or a way of doing it, without who does it, leads up to the headline.
# Examples: "让老街更有味道", "聚焦实事 办在实处".
SLOGAN_OPENING = re.compile(
    r"^(?:让|把|以|用|为|与|共|齐|确保|开展|推动|推进|加强|坚持|聚焦|聚力|关爱|守护|打造|提升|强化|深化|优化|建好|抓好"
    r"|做好|严防|学习|贯彻|落实|弘扬|践行|凝聚|服务|支持|统筹|健全|完善|创新|筑牢|夯实|激发|保护|保障|发挥|及时|创建|建设"
    r"|进一步|扎实|全面|积极|依法|精准|倾情|用心|举办|织密|擦亮)"
)

# A verb that waits for what it names: "市文旅局公布" + "第三批老街名单".
BARE_VERB = re.compile(rf"^[{HAN}、]{{2,7}}(?:发布|公布|启动|举办)$")

# A headline that says by itself what took place is followed by a deck, not preceded by a kicker.
# Example: "青岚市六届人大三次会议闭幕" + "白云起主持 马川讲话".
EVENT_HEADLINE = re.compile(
    r"(?:(?:举行|召开|开幕|闭幕|落幕|收官|(?<!公)开赛|结束|发布|公布|出台|启用|落成|换届|启动|举办"
    r"|首飞|开工|竣工|火化|通车|贯通|揭牌|签约|投用|投产|上线|试航|获批|成功)"
    r"|召开.{0,12}会议?)$"
)

# How things went: a change, or a figure at the end. Examples: "青岚市外贸持续回升", "石门镇用电增长8%".
OUTCOME = re.compile(
    r"(?:增长|下降|上升|回升|回落|回暖|回稳|反弹|增加|减少|提速|加快|改善|好转|转正|平稳|平衡"
    r"|稳定|充足|畅通|突破|过半|全覆盖|完成|达标|向好|新高|扎实推进|基本形成|没有变)$"
    r"|(?:增长?|下降|超过?|达到?|降|涨|跌|逾|近|占|约)\d[\d.,万亿]*(?:%|个百分点|倍|[万亿]?[元人次吨件户家个]+)?$"
)

# Who presided and who came is a deck. Examples: "白云起主持 马川讲话", "马川出席".
ATTENDANCE_DECK = re.compile(
    rf"^(?!在)[{HAN}·、 ]{{2,24}}(?:出席|主持|(?<!的)讲话|(?<!的)致辞|宣布|参加|带队)[{HAN}]{{0,4}}$"
)

# The same behind a longer line, or who told it. Examples: "审议三项报告 白云起主持会议", "马川接受采访介绍有关情况".
ATTENDED = re.compile(
    rf"(?:出席|主持|(?<!的)讲话|致辞|参加|带队|陪同|作出(?:重要)?(?:批示|指示))[{HAN}]{{0,4}}$|介绍(?:有关|相关)?情况$"
    r"|接受.{0,8}[采专]访$"
)

# What stands in brackets, is a day and a place, or an act's number heads nothing. Examples: "青政发〔2031〕7号",
# "(2031年3月2日通过)", "[六届]第三号".
NO_HEADLINE = re.compile(
    rf"^[{HAN}]{{1,10}}[\[〔(]\d{{4}}[\]〕)]第?\d+号$|^第[{HAN}\d]+号$|^[(\[][^()\[\]]*[)\]](?:第[{HAN}\d]+号)?$|^\([^()]*\d日[^()]*\)"
    rf"|^\d{{4}}年\d{{1,2}}月\d{{1,2}}日?[\d—\-至年月日]* *[{HAN}·]{{0,12}}$"
)

# A deck adds how much or how far to what the headline said. Examples: "三年累计通车420公里", "将再修两条".
DECK_FIGURE = re.compile(
    r"(?:\d[\d.,万亿]*|近?[一二三四五六七八九十百千万亿两零]{1,4}[余多]?|近半|过半)"
    r"(?:%|个百分点|万|亿|[万亿多余]*(?:人|次|件|座|处|个|辆|所|元|项|户|吨|倍|家|例|名|条|公里|亩|天|小时|人次|成))?(?:以上|左右|可达)?$"
)
DECK_OPENING = re.compile(
    r"^(?:已|将|拟|较|均|另有|首次|首批|预计|包括|其中|连续|同比|目前|助力|助推|促进|探索|决定|听取|审议|表决|签约|涉及|覆盖|维护|缓解|解决|标志|明确|要求|破获|搭载"
    r"|强调|宣布|呼吁|主张|倡议|整改|累计|共计|全网|计划|力争|实现|为.{2,14}提供)"
)

# A line opens with who does it: a place, an office, everybody. Examples: "石门镇…", "市卫健委…", "全国…".
ACTOR = re.compile(
    rf"^(?:全国|我国|我省|我市|我区|我县|全省|全市|全区|全县|各地|中央|中国|国务院"
    rf"|[{HAN}]{{0,4}}[省市区县州镇乡村](?![场民委政级])"
    rf"|[{HAN}]{{1,8}}(?:街道|社区|公司|集团|部门|委员会|局|厅|部|委))"
)

# A heading that can't end here. Examples: "青岚市召开安全生产和", "关于石门镇修路的".
HEADING_OPEN = re.compile(r"(?<=.{6})(?:和|(?<!参)与|及|的|、)$")

# A report's dateline with its reporters, up to its first word. Example: "新华社临江5月3日电 (记者白云起)".
DATELINE_END = re.compile(r"^.{0,60}?(?:[电讯] *(?:\([^()]*\))?|报道:?) *")

# A headline that brings its kicker along, parted by a bar or a dash. Example: "石门镇三举措 | 让老街换新颜".
OWN_KICKER = re.compile(r"\S *[|｜] *\S|\S{4,}——\S{4,}")

# A headline that names whose news it is before a colon. Example: "石门镇:老街换了新颜".
NAMED_HEADLINE = re.compile(r"^[^:“]{2,10}:\S{4,}")

# A campaign's slogan runs over whole pages. Examples: "喜迎建市四十周年", "奋进新征程 建功新时代".
CAMPAIGN = re.compile(
    r"^(?:喜迎|迎接|庆祝|热烈|隆重|牢记|奋进|奋力|学习贯彻|深入学习|贯彻落实|不忘初心|众志成城|同心|万众一心|以.{2,12}迎接|奋勇争先)"
)
