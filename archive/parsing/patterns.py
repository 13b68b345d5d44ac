"""What newspapers print in set forms: datelines, bylines, credits, jumps, furniture.

Every pattern is matched against folded text (`clean.fold`: half-width brackets, commas, colons and spaces).
Each has a reason and an invented example.
"""

from __future__ import annotations

import re

HAN = r"\u3400-\u9fff\u3007\U00020000-\U0003ffff"

# One person's name in a byline: two to four characters (a two-character name may be spread: 李  舸), or the parts
# of a long name around a middle dot. Example: "白云起", "马  川", "阿依古丽·买买提".
NAME = rf"(?:[{HAN}]{{1,8}}[·•][{HAN}]{{1,10}}|[{HAN}] *[{HAN}]|[{HAN}]{{2,4}})"

# What a signer is called. Longest first, so that 实习记者 is not read as a name followed by 记者.
ROLE = (
    r"(?:(?:特约|首席|见习|实习|驻站|全媒体|融媒体|新媒体|驻[" + HAN + r"]{2,6})*"
    r"(?:记者|通讯员|评论员|撰稿人|摄影师|编辑)|实习生|观察员|特约作者|本报综合)"
)

# Whose reporter: 本报, 本刊, 新华社, or another paper's own name. Example: "青岚日报记者".
HOUSE = rf"(?:本[报刊台网社]|新华社|中新社|[{HAN}]{{2,5}}(?:[日晚早晨商时]报|报社|电视台|融媒体?))"

# --- Openings of a report -------------------------------------------------------------------------------------

# 本报讯 opens a local report whatever follows. Example: "本报讯(记者白云起)3月2日,…".
LOCAL_DATELINE = re.compile(rf"^[ ▲■□●◆]*(?:{HOUSE}|[日晚]报)(?:综合)?(?:讯|消息)(?![息问])")

# An agency's or the paper's own report from a place and day ends in 电. Example: "据新华社临江5月3日电 (记者白云起)".
WIRE_DATELINE = re.compile(
    rf"^[ ▲■□●]*\(?(?:据|综合)?(?:{HOUSE}|[{HAN}]{{2,6}}社)[{HAN}、,·— ]{{0,40}}?"
    r"(?:\d{1,2}月)?\d{1,2}日(?:综合|专)?电"
)

# A report that names its reporter before it begins. Example: "本报 记者白云起 实习记者 马川 报道:".
REPORTER_DATELINE = re.compile(rf"^{HOUSE} *{ROLE}[^,。;]{{2,40}}?报道 *[:]? ?")

# Some papers drop their own name. Example: "讯(记者 白云起)昨日,…", "(记者白云起)3月2日,…".
BARE_DATELINE = re.compile(rf"^(?:讯 *)?\((?:{HOUSE})?{ROLE}[^()]{{2,60}}\)(?! *$)")

DATELINES = (LOCAL_DATELINE, WIRE_DATELINE, REPORTER_DATELINE, BARE_DATELINE)

# A box of the article's gist stands between its headline and its text. Examples: "核心阅读", "【看点】".
LEAD_MARK = re.compile(
    r"^[【\[]?(?:核心阅读|核心提示|内容提要|内容提示|阅读提示|摘要|导读"
    r"|编者按|编者的话|开栏的话|开栏语|引言)[】\]]? *:?$"
    rf"|^【[{HAN}]{{2,8}}】$"
)

# --- Jumps ----------------------------------------------------------------------------------------------------

# The rest of an article that began on another page. Examples: "(上接第一版)", "(紧接A2版)", "▲上接1版".
JUMP_FROM = re.compile(
    rf"^[▲△◀←■ ]*[(\[【]?(?:上接|紧接|接)(?P<page>第?[A-Z]?[{HAN}\d]{{1,3}}版)[^)\]】]{{0,20}}[)\]】]?[: ]*"
)

# The article goes on elsewhere, or names a piece that belongs to it. Examples: "(下转第三版)", "(相关报道见第四版)".
JUMP_TO = re.compile(
    rf"[(\[【]?(?:[▲△▶→■ ]*下转|全文见|全文刊|[{HAN}]{{0,6}}报道见|[{HAN}]{{0,4}}见)"
    rf"第?[A-Z]?[{HAN}\d]{{1,3}}版[)\]】]?$"
)

# --- Photographs ----------------------------------------------------------------------------------------------

_CREDIT_TAIL = r"(?:摄影报道|摄影|摄制|合成|拍摄|/摄|摄|文/图|图/文|文/摄|供图|图片|提供图片|提供|绘制|绘|图)"
_AGENCY = rf"(?:[({{\[][{HAN}/ ]{{2,14}}[)}}\]])"

# A line that only says who took the photograph. Examples: "本报记者 白云起 摄", "马川摄(远山图片)", "(白云起 摄)".
CREDIT = re.compile(
    rf"^[(\[]? *(?:(?:{HOUSE})? *{ROLE}? *[:]?)? *(?P<names>{NAME}(?:(?:[ 、,/]| {{2,}})+(?:{ROLE} *)?{NAME}){{0,5}})"
    rf" *{_CREDIT_TAIL} *{_AGENCY}?[)\]]?$"
)

# Who drew and who wrote. Example: "白云起图 马 川文".
CREDIT_BOTH = re.compile(
    rf"^(?:(?:{HOUSE})? *{ROLE} *)?{NAME} *[图文摄](?: *[、/ ] *|  +)(?:(?:{HOUSE})? *{ROLE} *)?{NAME} *[图文摄]$"
)

# Credits in label form. Examples: "制图:白云起", "摄影:马川", "图片来源:远山图片", "(资料图片)", "新华社发".
CREDIT_LABEL = re.compile(
    rf"^[(\[]?(?:(?:本版|本期|本组)?(?:制图|绘图|摄影|图片|漫画|供图|图|图片来源|图片提供|版式设计|插图|题图|书法|题字)"
    rf"(?:来源|提供|均为|由)? *[:/] *\S.{{0,30}}|{HOUSE}发|资料图片?|资料照片)[)\]]?$"
)

# Who designed or drew is no photographer. Example: "版式设计:白云起".
DESIGN_CREDIT = re.compile(r"设计|制图|绘图|来源|统筹")

CREDITS = (CREDIT, CREDIT_BOTH, CREDIT_LABEL)

# A credit that closes a caption. Examples: "…清淤现场。 白云起 摄", "…志愿者在清扫。(本报记者 马川 摄)".
CREDIT_AT_END = re.compile(
    rf"(?:(?<=[。!?”\")])|(?<= )|(?=[(])) *[(\[]?(?P<credit>(?:(?:{HOUSE})? *{ROLE} *)?"
    rf"(?P<names>{NAME}(?:[ 、,/]+{NAME}){{0,3}}) *(?:摄影报道|摄影|/摄|摄)) *{_AGENCY}?[)\]]?$"
)

# A caption says which picture it means. Examples: "图为清淤现场。", "上图:…", "图①:…".
CAPTION_OPENING = re.compile(
    r"^[(\[▲▼◀▶↑↓←→]*(?:图为|图[①-⑩一二三四五\d]{1,2} *[:]|[上下左右大小]图(?:为)? *[:为]?|图片[一二三\d]? *[:])"
)

# A caption that names its picture as a scene or as old stock. Examples: "石门镇清淤现场(资料图)", "会议现场图".
CAPTION_ENDING = re.compile(r"(?:\((?:资料图片?|资料照片|效果图|航拍|示意图|截图)\)|现场图|(?<![。;])现场|效果图)$")

# --- Signatures -----------------------------------------------------------------------------------------------

# A mark before the author's line. Example: "□白云起".
BYLINE_MARK = r"[□■◇◆○◎●☆★◻▢☐]"

# A place and a name sign a reader's letter. Example: "山岚省青岚市  白云起".
LETTER_SIGNATURE = re.compile(
    rf"^(?:[{HAN}]{{1,14}}(?:省|市|县|区|旗|州|镇|乡|村|读者|网友)|[^。,]{{2,14}}网友) +(?P<names>{NAME})$"
)

# Words that make a bracketed last line a signature. Examples: "(作者为石门镇镇长)", "(马川采访整理)".
SIGNED_BRACKET = re.compile(
    rf"^\((?:(?:本文)?作者|(?:据|综合)?{HOUSE}|{ROLE}|据[^()]{{2,20}}|综合[^()]{{2,40}}|来源|文/|图/|撰文|执笔|摘编自|摘自|原载|转载自|选自|节选自|译自"
    r"|[^()]*(?:采写|整理|报道|供稿|撰稿|编译|电)(?=\)$))"
    r".*\)$",
    re.DOTALL,
)

# Where to write to, and whence the figures come, close an article. Examples: "投稿邮箱:…", "数据来源:石门镇".
CONTACT = re.compile(
    rf"^[(]?(?:[{HAN}]{{0,8}}(?:邮箱|信箱|电话|热线|传真|微信号|网址|来稿请寄|联系方式|地址)|(?:数据|资料|信息|稿件)来源|资料整理"
    rf"|版式|制表|编辑) *[:/].{{2,60}}$"
)

# The editors sign their own remarks. Example: "——编者".
EDITOR_SIGNATURE = re.compile(r"^[—-]{1,4} *编 *者 *$|^\(编 *者\)$")

# --- What is no article ---------------------------------------------------------------------------------------

# The apparatus of a web page or of a printed page. Examples: "版面导航", "责编:白云起 校对:马川", "ICP备000号".
FURNITURE = re.compile(
    r"^(?:版面导航|版面概览|标题导航|上一版|下一版|上一篇|下一篇|返回(?:首页|目录|主页)?|放大|缩小|默认|收藏|打印|关闭|"
    r"往期回顾|本版新闻|PDF版?|按日期检索|回到顶部|分享到?|朗读"
    r"|[<《]*上一版 *下一版[>》]*|第?[A-Z]?\d{1,3}版[: ]?.{0,8}版?面?导航)"
    r"[ |>\]】]*$"
    r"|^(?:(?:本版|值班|值班副?总|一版|执行)?(?:责任编辑|责编|编审|审读|总值班|主编|编委|组版|排版|校对|版式|美编|检校|编辑)"
    r" *[:：/] *\S.{0,40})$"
    r"|ICP备|公网安备|版权所有|未经(?:书面)?授权|Copyright|copyright|^国内统一(?:连续出版物|刊号)|^(?:广告|公益广告)$"
)

# --- Headings -------------------------------------------------------------------------------------------------

# A second line that opens with a dash explains the headline. Example: "——石门镇移风易俗纪实".
DASH_DECK = re.compile(r"^(?:[—–─\-―]{2,4}|——|─)(?=\S)")

# The section's name in brackets closes a headline. Example: "一条路修通两个村(走基层)".
SECTION_SUFFIX = re.compile(r"\((?P<section>(?:[^()]|\([^()]{1,6}\)){2,24})\)$")

# A kicker hands over to the headline. Examples: "石门镇党委书记白云起——", "马川强调", "省发改委:".
KICKER_VERB = re.compile(r"(?:强调|指出|要求|呼吁|表示|回应|提出|倡议|宣布|透露|热议|建议|提醒|认为)(?:——|—|:)?$")
KICKER_ENDING = re.compile(rf"{KICKER_VERB.pattern}|(?:——|—|:)$")

# When, and no more. Examples: "上半年", "3月1日至7日", "“五一”假期前四日", "三月以来".
TIME_SETTING = re.compile(
    r"^(?:.{0,4}[今去明前上下本一二三四两\d]+)?(?:半年|季度|年[初底末]?|月份?|[个]月|日|天)$"
    r"|(?:以来|期间|前夕|之际|黄金周|长假|假期|临近|在即|首日|假期前.日|\d日|\d月|\d年|今日)$"
)

# A preposition opens a line that another finishes. Examples: "就白云大桥通车", "在石门镇老街改造中", "经市政府批准".
SETTING_OPENING = re.compile(r"^(?:就|在(?!线|建|产|册)|经(?!济|典)|据|随着|依托|针对|围绕|按照|根据|截至|为了|面对|作为|因|涉及)")

# Who or what, without what happened. Examples: "青岚市应急管理局", "省农科院专家白云起", "沙河大桥项目".
NAME_ALONE = re.compile(
    r"(?:部|委|局|厅|署|处|科|办|办公室|院|大学|学校|中学|小学|研究所|社|政协|人大|[常员法]委?会|妇联|工会|联合会|协会|学会|商会|基金会"
    r"|省|自治区|市|县|区|旗|镇|乡|村|街道|社区|农场|林场|水域"
    r"|公司|集团|银行|分行|企业|合作社|平台|机制|部门|单位|小组|指导组|联络组|督导组"
    r"|发言人|负责人|负责同志|专家|学者|智库|代表|委员|主任|书记|主席|会长|市长|县长|区长|镇长|所长|院长|教授|研究员"
    r"|项目|工程|计划|行动|论坛|博览会|公开赛|(?<!开|参|停|复)赛|世界杯|等)$"
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
    r"|(?:印发|通报|转发)[^,]{0,16}$|发文$|(?:显示|获悉|联合制作)$|重要文章$|签署.{0,8}令$|(?:发言人|负责人|专家|学者)谈|^《[^》]*》.{0,8}(?:发布|公布|出台|印发|施行|实施)$"
)

# A slogan or a way of doing it, without who does it, leads up to the headline. Examples: "让老街更有味道", "聚焦实事 办在实处".
SLOGAN_OPENING = re.compile(
    r"^(?:让|把|以|用|为|与|共|齐|确保|开展|推动|推进|加强|坚持|聚焦|聚力|关爱|守护|打造|提升|强化|深化|优化|建好|抓好|做好|严防|学习|贯彻|落实|弘扬|践行|凝聚"
    r"|服务|支持|统筹|健全|完善|创新|筑牢|夯实|激发|保护|保障|发挥|及时|创建|建设|进一步|扎实|全面|积极|依法|精准|倾情|用心|举办|织密|擦亮)"
)

# A verb that waits for what it names: "市文旅局公布" + "第三批老街名单".
BARE_VERB = re.compile(rf"^[{HAN}、]{{2,7}}(?:发布|公布|启动|举办)$")

# A headline that says by itself what took place is followed by a deck, not preceded by a kicker.
# Example: "青岚市六届人大三次会议闭幕" + "白云起主持 马川讲话".
EVENT_HEADLINE = re.compile(
    r"(?:(?:举行|召开|开幕|闭幕|落幕|收官|(?<!公)开赛|结束|发布|公布|出台|启用|落成|换届|启动|举办|首飞|开工|竣工|火化|通车|贯通|揭牌|签约|投用|投产|上线|试航|获批|成功)"
    r"|召开.{0,12}会议?)$"
)

# How things went: a change, or a figure at the end. Examples: "青岚市外贸持续回升", "石门镇用电增长8%".
OUTCOME = re.compile(
    r"(?:增长|下降|上升|回升|回落|回暖|回稳|反弹|增加|减少|提速|加快|改善|好转|转正|平稳|平衡|稳定|充足|畅通|突破|过半|全覆盖|完成|达标|向好|新高|扎实推进|基本形成|没有变)$"
    r"|(?:增|超|达|降|涨|跌|逾|近|占|约)\d[\d.,万亿]*(?:%|个百分点|倍|[万亿]?[元人次吨件户家个]+)?$"
)

# Who presided and who came is a deck. Examples: "白云起主持 马川讲话", "马川出席".
ATTENDANCE_DECK = re.compile(
    rf"^(?!在)[{HAN}·、 ]{{2,24}}(?:出席|主持|(?<!的)讲话|(?<!的)致辞|宣布|参加|带队)[{HAN}]{{0,4}}$"
)

# The same behind a longer line, or who told it. Examples: "审议三项报告 白云起主持会议", "马川接受采访介绍有关情况".
ATTENDED = re.compile(
    rf"(?:出席|主持|(?<!的)讲话|致辞|参加|带队|陪同|作出(?:重要)?(?:批示|指示))[{HAN}]{{0,4}}$|介绍(?:有关|相关)?情况$|接受.{{0,8}}[采专]访$"
)

# What stands in brackets, or is a day and a place, heads nothing. Examples: "(2031年3月2日通过)", "[六届]第三号".
NO_HEADLINE = re.compile(
    rf"^第[{HAN}\d]+号$|^[(\[][^()\[\]]*[)\]](?:第[{HAN}\d]+号)?$|^\([^()]*\d日[^()]*\)|^\d{{4}}年\d{{1,2}}月\d{{1,2}}日?[\d—\-至年月日]* *[{HAN}·]{{0,12}}$"
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
    rf"^(?:全国|我国|我省|我市|我区|我县|全省|全市|全区|全县|各地|中央|中国|国务院|[{HAN}]{{0,4}}[省市区县州镇乡村](?![场民委政级])|[{HAN}]{{1,8}}(?:街道|社区|公司|集团|部门|委员会|局|厅|部|委))"
)

# A heading that can't end here. Examples: "青岚市召开安全生产和", "关于石门镇修路的".
HEADING_OPEN = re.compile(r"(?<=.{6})(?:和|(?<!参)与|及|的|、)$")

# A report's dateline with its reporters, up to its first word. Example: "新华社临江5月3日电 (记者白云起)".
DATELINE_END = re.compile(r"^.{0,60}?(?:[电讯] *(?:\([^()]*\))?|报道:?) *")

# Names under which papers gather pieces. Examples: "云溪视窗", "时政要闻", "图说新闻".
SECTION_NAME = re.compile(
    r"^.{0,8}(?:视窗|之窗|动态|要闻|新闻|时评|评论|快评|短评|快讯|简讯|短讯|速递|播报|聚焦|在线|观察|论坛|专栏|专版|专题|天地|园地|副刊|"
    r"广角|纵横|强音|声音|导读|速览|扫描|窗口|传真|之声|看台|前沿|导航|大家谈|百姓|一线|基层行|进行时|资讯|热线|公告栏|信息台|"
    r"图说|镜头|瞬间|风采|人物|文苑|文艺|理论|学习|走笔)$"
)

# A dot joins the two halves of a section's name. Example: "访民情·解民忧".
DOTTED_SECTION = re.compile(rf"^[{HAN}]{{2,6}}[·•][{HAN}]{{2,6}}$")

# Photo news under a standing title. Examples: "图片新闻", "图说青岚".
PHOTO_SECTION = re.compile(r"^(?:图片(?:新闻|报道|故事)|图说.{0,6}|影像.{0,6}|镜头.{0,6}|光影.{0,6}|视觉.{0,4})$")

# Comment is signed and stands under such names. Examples: "青岚时评", "本报评论员".
OPINION_SECTION = re.compile(
    r"(?:论坛|时评|评论|短评|快评|社论|锐评|漫谈|杂谈|有感|随笔|谈|论|声音|强音|观点|思考|手记|观澜|论语|评论员(?:观察)?|今日谈)$"
)

# A notice informs on an authority's behalf. Examples: "停水公告", "大风预警", "公示".
NOTICE = re.compile(r"公告|公示|启事|通告|预警|声明|遗失|通知$|招聘|天气预报|讣告|更正|致歉")

# A numbered or bulleted line is a part of something. Examples: "一、强化责任", "(二)落实", "●办实事", "1.清河道".
ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节条部]"
    r"|附件?[一二三四\d]? *:?$|\d{1,2}[.、](?!\d)|[●◆■▲◇★☆◎○→※✦][^—]*$)"
)

# A caption or news report tells its day. Examples: "3月2日,…", "近日,…", "连日来,…".
OWN_DATE = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|[上中下]旬)?|\d{1,2}日[,,]|[昨今当]日|[昨今]天|近日|日前|近期|连日来|近年来|今年|春节|暑假|寒假|目前|眼下|时下"
)

# --- Sentences ------------------------------------------------------------------------------------------------

# A line that ends a sentence or hands over to the next paragraph.
CLOSED = re.compile(r"(?:[。!?…;:]|(?<=[^\d .A-Za-z])\.|~)[\"”’'』」)\]》】〉 ]*$")

# What can't begin a sentence; where a line begins so, it goes on with the one before.
GOES_ON = re.compile(
    r"^[,、。;:!?)\]”’』」》】…·]|^(?:的|了|着|们|吗|呢|吧|等(?![待候到你我他])|是(?![啊的!,否])|也(?!许|是)|都(?!市|江)|之(?![后前所间]))(?=.)"
)

# An adverbial frame that was opened: 在… waits for 下, 中, 时. Example: "在石门镇的大力支持" + "下,工程提前完工。".
OPEN_FRAME = re.compile(r"^(?:在|随着|当|通过|围绕|按照|根据|针对|面对)[^下中上里内后前时间际来起外看,]+$")
FRAME_END = re.compile(rf"^[{HAN}]{{0,8}}?(?:下|中|上|里|内|后|前|时|间|际|来|起|外|看)[,]")

# A sentence begins with when or how, then a comma; headings don't. Examples: "近日,…", "活动中,…", "3月2日,…".
SENTENCE_OPENING = re.compile(
    r"^(?:(?:据悉|据了解|据介绍|近日|日前|近期|目前|此外|同时|随后|其间|期间|当天|当日|当晚|下一步|接下来|截至目前|与此同时|连日来|近年来)"
    rf"|(?:去年|今年|如今|现在|当前|眼下)[{HAN}]{{0,4}}"
    rf"|[{HAN}]{{1,10}}(?:中|后|时|前|期间|以来|之际|现场)|.{{2,20}}(?:的时候|之后|以后|以来)"
    r"|(?:为了?|据|根据|由于|随着|经过)[^,]{2,24}"
    rf"|\d{{4}}年[{HAN}]{{0,3}}|(?:\d{{4}}年)?\d{{1,2}}月(?:\d{{1,2}}日)?[{HAN}]{{0,3}}),"
)

# Somebody is quoted or reported in running text, not in a heading. Example: "白云起说,石门镇的河道".
REPORTED_SPEECH = re.compile(r"(?:表示|指出|认为|介绍|说|称|强调|透露|反映|获悉|了解到|告诉记者|提出)[,:][^”]")

# Words that link what follows; no heading ends in one. Example: "对规范" ends well, "回应群众的" does not.
LINKING_WORD = re.compile(
    r"(?:"
    r"的|和|与|及|以及|或|或者|在|将|把|被|对|向|从|为|为了|是|着|并|并且|而|但|但是|于|由|这|"
    r"那|其|各|每|很|更|最|不|也|都|就|还|又|再|已|已经|正|正在|使|让|给|所|因|因为|由于|如果|"
    r"即|即将|可以|能够|应该|必须|进行|一个|这个|那个|这些|那些|这种|我们|他们|通过|按照|根据|"
    r"包括"
    r")"
)

# The first punctuation comes at once: the tail of a word broken by the column. Example: "水。堤上种…", "水,排进沙河".
EARLY_STOP = re.compile(rf"^[{HAN}]{{1,2}}[,、。;:]")
