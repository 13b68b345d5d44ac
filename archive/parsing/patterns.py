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
    rf"^(?:[{HAN}]{{1,14}}(?:省|市|县|区|旗|州|镇|乡|村|读者|网友)|读 *者|[^。,]{{2,14}}网友) +(?P<names>{NAME})$"
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
    rf"^[(]?(?:[{HAN}]{{0,14}}(?:邮箱|信箱|电话|热线|传真|微信号|网址|来稿请寄|联系方式|地址)|(?:数据|资料|信息|稿件)来源|资料整理"
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
SECTION_SUFFIX = re.compile(r"\((?P<section>[^()]{2,24})\)$")

# A kicker hands over to the headline. Examples: "石门镇党委书记白云起——", "马川强调", "省发改委:".
KICKER_VERB = re.compile(r"(?:强调|指出|要求|呼吁|表示|回应|提出|倡议|宣布|透露|热议)(?:——|—|:)?$")
KICKER_ENDING = re.compile(rf"{KICKER_VERB.pattern}|(?:——|—|:)$")

# A headline that says by itself what took place is followed by a deck, not preceded by a kicker.
# Example: "青岚市六届人大三次会议闭幕" + "白云起主持 马川讲话".
EVENT_HEADLINE = re.compile(
    r"(?:(?:举行|召开|开幕|闭幕|发布|公布|出台|启用|落成|换届|启动|举办|首飞|开工|竣工|火化|通车|揭牌|签约|投用)|召开.{0,12}会议?)$"
)

# Who presided and who came is a deck. Examples: "白云起主持 马川讲话", "马川出席".
ATTENDANCE_DECK = re.compile(
    rf"^[{HAN}·、 ]{{2,24}}(?:出席|主持|讲话|致辞|宣布|参加|带队)[{HAN}]{{0,4}}$|^第[{HAN}\d]+号$"
)

# A deck adds how much or how far to what the headline said. Examples: "三年累计通车420公里", "将再修两条".
DECK_FIGURE = re.compile(
    r"(?:\d[\d.,万亿]*|近?[一二三四五六七八九十百千万亿两零]{1,4}[余多]?|近半|过半)"
    r"(?:%|个百分点|万|亿|[万亿多余]*(?:人|次|件|座|处|个|辆|所|元|项|户|吨|倍|家|例|名|条|公里|亩|天|小时|人次|成))?(?:以上|左右|可达)?$"
)
DECK_OPENING = re.compile(
    r"^(?:已|将|另有|首次|预计|包括|其中|连续|助力|助推|促进|探索|决定|签约|涉及|覆盖|维护|整改|累计|共计|全网|计划|力争|实现|为.{2,14}提供)"
)

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
    r"^[,、。;:!?)\]”’』」》】…·]|^(?:的|了|着|们|吗|呢|吧|等(?![待候到你我他])|是(?![啊的!,否])|也(?!许|是|门)|都(?!市|江)|之(?![后前所间]))(?=.)"
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
