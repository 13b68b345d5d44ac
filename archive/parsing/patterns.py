"""What newspapers print in set forms: datelines, bylines, credits.

Every pattern is matched against folded text (`clean.fold`: half-width brackets, commas, colons and spaces).
Each has a reason and an invented example.
"""

from __future__ import annotations

import re

HAN = r"\u3400-\u9fff\u3007\U00020000-\U0003ffff"

# One person's name in a byline: two to four characters (a two-character name may be spread: 李  舸), or the parts
# of a long name around a middle dot. Example: "白云起", "马  川", "阿依古丽·买买提". No name is
# read in two ways: a long row of them would be read in countless ones.
NAME = rf"(?:[{HAN}]{{1,8}}[·•][{HAN}]{{1,10}}|[{HAN}] +[{HAN}]|[{HAN}]{{2}}|[{HAN}]{{3,4}})"

# What a signer is called. Longest first, so that 实习记者 is not read as a name followed by 记者.
# Bounded, and with one place at most, so that a long run of such words costs no more than reading it.
_RANK = "(?:特约|特派|特邀|首席|见习|实习|驻站|驻地|资深|高级|兼职|校园|小|全媒体?|融媒体?|新媒体|摄影|文字|视频){0,3}"
ROLE = (
    rf"(?:{_RANK}(?:驻(?:(?!驻)[{HAN}]){{2,6}}?)?{_RANK}(?:记者(?!站)|通讯员|评论员|撰稿人|摄影师|主笔|主播|编辑)"
    r"|实习生|观察员|特约作者|本报综合)"
)

# Whose reporter: 本报, 本刊, 新华社, or another paper's own name. Example: "青岚日报记者".
HOUSE = (
    r"(?:本[报刊台网社]|新华社|中新社|中国新闻社|(?:人民|新华|央视|中新|光明|中国|国际在线|央广)网"
    rf"|[{HAN}]{{1,6}}?(?:[日晚早晨商时周导快]报|都市报|青年报|报社|新闻网|广播电视台|电视台|客户端|融媒体中心|融媒体?))"
)

# --- Openings of a report -------------------------------------------------------------------------------------

# 本报讯 opens a local report whatever follows. Example: "本报讯(记者白云起)3月2日,…".
# Some papers add place and day. Example: "本报石门5月3日讯".
LOCAL_DATELINE = re.compile(
    rf"^[ ▲■□●◆(]*(?:{HOUSE}|[日晚]报)(?:[{HAN}、]{{0,12}}(?:\d{{1,2}}月)?\d{{1,2}}日)?(?:综合)?(?:讯|消息)(?![息问])"
)

# An agency's or the paper's own report from a place and day ends in 电. Example: "据新华社临江5月3日电 (记者白云起)".
WIRE_DATELINE = re.compile(
    rf"^[ ▲■□●]*\(?(?:据|综合)?(?:{HOUSE}|[{HAN}]{{2,6}}社)[{HAN}、,·— ]{{0,40}}?"
    r"(?:\d{1,2}月)?\d{1,2}日(?:综合|专)?电"
)

# An agency may leave out the day. Examples: "据新华社电 石门镇", "新华社临江电(记者白云起)".
UNDATED_WIRE = re.compile(rf"^[ ▲■□●]*\(?(?:据|综合)?(?:{HOUSE})[{HAN}]{{0,8}}?(?:综合|专)?电(?=[ (:]|记者)")

# A report that names its reporter before it begins. Example: "本报 记者白云起 实习记者 马川 报道:".
REPORTER_DATELINE = re.compile(rf"^{HOUSE} *{ROLE}[^,。;]{{2,40}}?报道 *[:]? ?")

# Some papers drop their own name. Example: "讯(记者 白云起)昨日,…", "(记者白云起)3月2日,…".
BARE_DATELINE = re.compile(
    rf"^(?:[{HAN}\d、·— ]{{0,24}}(?:讯|消息|电) *)?\((?:{HOUSE})? *{ROLE}[^()]{{2,60}}\)(?! *$)"
)

DATELINES = (LOCAL_DATELINE, WIRE_DATELINE, UNDATED_WIRE, REPORTER_DATELINE, BARE_DATELINE)

# A box of the article's gist stands between its headline and its text. Examples: "核心阅读", "【看点】".
LEAD_MARK = re.compile(
    r"^[【\[]?(?:核心阅读|核心提示|内容提要|内容提示|阅读提示|摘要|导读"
    r"|编者按|编者的话|开栏的话|开栏语|引言)[】\]]? *:?$"
    rf"|^【[{HAN}]{{2,8}}】$"
)

# --- Photographs ----------------------------------------------------------------------------------------------

_CREDIT_TAIL = r"(?:摄影报道|摄影|摄制|合成|拍摄|/ *摄|摄|文/图|图/文|文/摄|供图|图片|提供图片|提供|绘制|绘|(?<!供)图)"
_AGENCY = rf"(?:[({{\[][{HAN}/ ]{{2,14}}[)}}\]])"
_SIGNER = rf"(?:(?:{HOUSE})? *{ROLE} *[:]? *)?"
_NAMES = rf"{NAME}(?:(?: *[、,/] *| +)(?:(?:{HOUSE})? *{ROLE} *)?{NAME}){{0,5}}"

# A line that only says who took the photograph. Examples: "本报记者 白云起 摄", "马川摄(远山图片)", "(白云起 摄)".
CREDIT = re.compile(rf"^[(\[]? *{_SIGNER}(?P<names>{_NAMES}) *{_CREDIT_TAIL} *{_AGENCY}?[)\]]?$")

# Who drew and who wrote. Example: "白云起图 马 川文".
CREDIT_BOTH = re.compile(
    rf"^(?:(?:{HOUSE})? *{ROLE} *)?{NAME} *[图文摄](?: *[、/ ] *|  +)(?:(?:{HOUSE})? *{ROLE} *)?{NAME} *[图文摄]$"
)

# An agency sent the picture, a place or a reader gave it. Examples: "新华社发(白云起 摄)", "(图片由石门镇提供)".
_GIVEN = (
    rf"(?:{HOUSE}发 *(?:[(\[] *{_SIGNER}(?P<sender>{NAME}) *摄 *[)\]])?"
    r"|(?:本版|本文|文中|以上|上述)?(?:图片|照片|配图|图)(?:均?由|来自) *"
    rf"{_SIGNER}(?P<giver>[^,。;:()]{{2,20}}?) *(?:提供|供图|摄|拍摄)?)"
)
# Credits in label form. Examples: "制图:白云起", "摄影:马川", "图片来源:远山图片", "图/白云起", "(资料图片)".
CREDIT_LABEL = re.compile(
    rf"^[(\[]?(?:(?:本版|本期|本组)?(?:制图|绘图|摄影|摄|图片|漫画|供图|图|图片来源|图片提供|版式设计|插图|题图|书法|题字)"
    rf"(?:来源|提供|均为|由)? *[:/] *\S.{{0,30}}|{_GIVEN}|资料图片?|资料照片)[)\]]?$"
)

# Who designed or drew, or where a picture was found, is no photographer. Examples: "版式设计:白云起", "制图:马川".
DESIGN_CREDIT = re.compile(r"设计|制图|绘图|绘制|漫画|插图|题图|书法|题字|来源|统筹")

CREDITS = (CREDIT, CREDIT_BOTH, CREDIT_LABEL)

# A credit that closes a caption. Examples: "…清淤现场。 白云起 摄", "…在清扫。(本报记者 马川 摄)", "…晒秋。图/马川".
CREDIT_AT_END = re.compile(
    rf"(?:(?<=[。!?”\")])|(?<= )|(?=[(\[])) *+[(\[]? *+(?P<credit>"
    rf"{_SIGNER}(?P<names>{_NAMES}) *(?:摄影报道|摄影|/ *摄|摄|供图)"
    rf"|(?:摄影|摄|图|图片|供图) *[:/] *{_SIGNER}(?P<labelled>{NAME})"
    rf"|{_GIVEN}) *{_AGENCY}?[)\]]?$"
)

# A caption says which picture it means. Examples: "图为清淤现场。", "上图:…", "图①:…", "▲清淤后的河道".
CAPTION_OPENING = re.compile(
    r"^(?:[(\[▲▼◀▶↑↓←→]*(?:图为|图[①-⑩一二三四五\d]{1,2} *[:]|[上下左右大小]图(?:为)? *[:为]?|图片[一二三\d]? *[:])"
    rf"|[▼◀▶↑↓←→] *[{HAN}“])"
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
    r"|[^()]*(?:采写|整理|报道|供稿|来稿|投稿|供图|撰稿|编译|执笔|综合|电)(?=\)$))"
    r".*\)$",
    re.DOTALL,
)

# Where to write to, and whence the figures come, close an article. Examples: "投稿邮箱:…", "数据来源:石门镇".
CONTACT = re.compile(
    rf"^[(]?(?:[{HAN}]{{0,14}}(?:邮箱|信箱|电话|热线|传真|微信号|网址|来稿请寄|联系方式|地址)|(?:数据|资料|信息|稿件|消息|文章|本文)?来源|资料整理|供稿(?:单位|人)?|来稿|投稿"
    rf"|版式|制表|编辑) *[:/].{{2,60}}$"
)

# A body that wrote for the paper. Examples: "石门镇政府供稿", "云溪区委宣传部供稿", "(市水务公司提供)".
SUPPLIED = re.compile(rf"^[{HAN} ]{{3,24}}(?:供稿|来稿)$|^\([{HAN} ]{{3,24}}提供\)$")

# A web edition's line of when, whence and by whom. Example: "2023年3月2日 来源:青岚日报 作者:白云起 浏览次数:12".
WEB_BYLINE = re.compile(
    r"^(?:\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?(?: +\d{1,2}:\d{2}(?::\d{2})?)? +)?"
    r"(?:来源 *: *[^ :]{2,16} +)?作者 *: *(?P<signers>[^:]{2,30}?)"
    r"(?: +(?:来源|编辑|责编|浏览(?:次数)?|阅读|点击|字数) *:.{0,20})?$"
)

# Who gives notice, or where the author works. Examples: "声明人:马川", "采购人:石门镇中学", "(马川 作者单位:县一中)".
NOTICE_SIGNATURE = re.compile(
    r"^(?:[道致]歉人|声明人|登报人|公告人|采购人|采购单位|招标人|招标单位|招标代理(?:机构)?|委托人|发布单位|公告单位)"
    r" *:[^。]{2,40}$|^\([^()]{2,30} *作者单位:[^()]+\)$"
)

# A bracket that only says that the text ends or was cut. Examples: "(完)", "(未完待续)", "(有删节)".
END_REMARK = re.compile(
    r"^\((?:全文)?(?:完|未完|待续|未完待续|(?:本报)?(?:略)?有删[节改减]|略有删[节改减]|连载\S{0,6})\)$"
)

# The editors sign their own remarks. Example: "——编者".
EDITOR_SIGNATURE = re.compile(r"^[—-]{1,4} *编 *者 *$|^\(编 *者\)$")

# --- Headings -------------------------------------------------------------------------------------------------

# A second line that opens with a dash explains the headline. Example: "——石门镇移风易俗纪实".
DASH_DECK = re.compile(r"^(?:[—–─\-―]{2,4}|——|─)(?=\S)")

# The section's name in brackets closes a headline. Example: "一条路修通两个村(走基层)".
SECTION_SUFFIX = re.compile(r"\((?P<section>(?:[^()]|\([^()]{1,6}\)){2,24})\)$")

# A kicker hands over to the headline. Examples: "石门镇党委书记白云起——", "马川强调", "省发改委:".
KICKER_VERB = re.compile(r"(?:强调|指出|要求|呼吁|表示|回应|提出|倡议|宣布|透露|热议|建议|提醒|认为)(?:——|—|:)?$")
KICKER_ENDING = re.compile(rf"{KICKER_VERB.pattern}|(?:——|—|:)$")

# Names under which papers gather pieces. Examples: "云溪视窗", "时政要闻", "关注“十件实事”".
SECTION_NAME = re.compile(
    r"^.{0,8}(?:视窗|之窗|动态|要闻|新闻|时评|评论|快评|短评|快讯|简讯|短讯|速递|播报|聚焦|在线|观察|论坛|专栏|专版|专题|天地|园地|副刊|"
    r"广角|纵横|强音|声音|导读|速览|扫描|窗口|传真|之声|看台|前沿|导航|大家谈|百姓|一线|基层行|进行时|资讯|热线|公告栏|信息台|夜话|茶座|"
    r"问诊|课堂|讲堂|服务台|问答|快报|快语|鉴赏|赏析|"
    r"身边事|身边人|群像|剪影|图说|镜头|瞬间|风采|人物|文苑|文艺|理论|学习|走笔)$"
    r"|^(?:关注|聚焦|直击|走进|走近|对话)(?:“.{2,6}”|《.{2,6}》)$"
)

# What is gathered there, or who talks; the letters are often spread. Examples: "简 讯", "微 评", "来 论", "街谈巷议".
GENRE = re.compile(
    r"^(?:观 *点|言 *论|[评来] *论|[时微短书影] *评|众 *议|争 *鸣|[简短快] *讯|要 *闻|综 *合|影 *像|光 *影|诗 *[歌词]"
    r"|[散杂] *文|随 *笔|小 *说|小小说|微小说|连 *载|来 *信|读者来信|一句话新闻|街谈巷议|街头巷[尾议]|有话[直要]说"
    r"|一家之言|百家争鸣|七嘴八舌|各抒己见|大家谈|网友说|读者之声|分类信息|综合新闻|社会新闻)$"
)

# A dot joins the two halves of a section's name. Example: "访民情·解民忧".
DOTTED_SECTION = re.compile(rf"^[{HAN}]{{2,6}}[·•][{HAN}]{{2,6}}$")

# Photo news under a standing title. Examples: "图片新闻", "图说青岚".
PHOTO_SECTION = re.compile(r"^(?:图片(?:新闻|报道|故事)|图说.{0,6}|影像.{0,6}|镜头.{0,6}|光影.{0,6}|视觉.{0,4})$")

# Comment is signed and stands under such names. Examples: "青岚时评", "本报评论员", "云溪夜话".
OPINION_SECTION = re.compile(
    r"(?:论坛|时评|评论|短评|快评|社论|锐评|漫谈|杂谈|有感|随笔|谈|论|声音|强音|观点|思考|手记|观澜|论语|夜话|评论员(?:观察)?|今日谈)$"
)

# A notice informs on an authority's behalf. Examples: "停水公告", "大风蓝色预警", "致全体市民的一封信".
NOTICE = re.compile(
    r"(?:公告|公示|启事|通告|声明|通知|讣告|更正|致歉|告知书|一封信|情况通报|办理通报|提示|提醒"
    r"|预警|预警信[息号]|气象信息|天气预报|招聘信息)(?:\(.{1,12}\))?$"
    r"|^(?:寻人|遗失|招聘|停[水电气]|天气预[报警]|气象信息|征稿)|[红橙黄蓝]色预警"
)

# An office's name, or several. Examples: "青岚市应急管理局", "青岚市公安局交警支队 云溪区城管局".
_OFFICE = (
    rf"[{HAN}()]{{2,24}}(?:局|委|厅|部|处|院|所|站|办|办公室|政府|委员会|公司|中心|指挥部|[支大总]队|主席团|常委会"
    r"|气象台|学校|协会|党组|组委会|管委会|街道办事处)"
)
OFFICES = re.compile(rf"^{_OFFICE}(?:[ 、]+{_OFFICE}){{0,5}}$")

# Who issued an act or a notice stands above its date: a name or a body. Examples: "云溪区人民政府", "区 长  白云起".
ISSUER = re.compile(rf"^[{HAN}][{HAN} ]{{1,35}}$")

# An office and the day sign a notice. Example: "青岚市应急管理局 2023年3月1日".
_DAY = r"(?:\d{4}|[〇零○一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?"
DATED_OFFICE = re.compile(rf"^{_OFFICE}(?:[ 、]+{_OFFICE}){{0,5}} *{_DAY}$")

# A day, or a month, alone on its line dates what stands above it. Examples: "2023年3月1日", "二〇二三年三月".
_MONTH_ALONE = r"[〇○零一二三四五六七八九十\d]{2,4}年[一二三四五六七八九十\d]{1,2}月"
_DAY_OF_MONTH = r"[一二三四五六七八九十\d]{1,3}日"
DATE_ALONE = re.compile(rf"^{_MONTH_ALONE}(?:{_DAY_OF_MONTH})?$")
DAY_ALONE = re.compile(rf"^{_MONTH_ALONE}{_DAY_OF_MONTH}$")

# When and by whom a law was adopted, the number of a decree. Examples: "(2031年3月2日…会议通过)", "第七十四号".
ENACTED = re.compile(
    r"^\([^()]{0,60}\d{4}年\d{1,2}月\d{1,2}日[^()]{0,60}(?:通过|批准|发布|公布)\)$|^第[〇零一二三四五六七八九十百\d]+号$"
)

# A numbered or bulleted line is a part of something. Examples: "一、强化责任", "(二)落实", "●办实事", "1.清河道".
ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节条部]"
    r"|附件?[一二三四\d]? *:?$|\d{1,2}[.、](?!\d)|[●◆■▲◇★☆◎○→※✦][^—]*$)"
)

# Rows of a notice say what and how much, when and where; they head nothing. Examples: "二、项目编号:YX-001",
# "12月8日 8:00—17:00 石门镇", "8:00 开馆", "3.施工时间:即日起". A subhead's colon parts two of its clauses.
ROW = re.compile(
    rf"^(?:(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日)? *\d{{1,2}}:\d{{2}}(?:\D|$)"
    rf"|^(?:[一二三四五六七八九十]{{1,3}}[、.]|\d{{1,2}}[、.] *|\([一二三四五六七八九十\d]{{1,3}}\) *)[{HAN}]{{2,10}}"
    r"(?:时间|地点|名称|编号|单位|预算|金额|电话|范围|方式|要求|期限|路段|区域|对象|条件|地址|人): *\S"
)

# Words that end a notice or an obituary. Examples: "特此公告", "特此讣告".
HEREBY = re.compile(r"^特此(?:公告|通告|通知|声明|讣告|函告|证明|说明|致歉|公示)[。!]?$")

# Who asks or answers in a column of questions. Examples: "问:…", "答:…".
ASKS = re.compile(r"^(?:问|答|Q|A):")

# A caption or news report tells its day. Examples: "3月2日,…", "近日,…", "连日来,…".
OWN_DATE = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|[上中下]旬)?|\d{1,2}日[,,]|[昨今当]日|[昨今]天|近日|日前|近期|连日来|近年来|今年|春节|暑假|寒假|目前|眼下|时下"
)

# --- Sentences ------------------------------------------------------------------------------------------------

# A line that ends a sentence or hands over to the next paragraph.
CLOSED = re.compile(r"(?:[。!?…;:]|(?<=[^\d .A-Za-z])\.|~)[\"”’'』」)\]》】〉 ]*$")

# What can't begin a sentence; where a line begins so, it goes on with the one before.
GOES_ON = re.compile(
    r"^[,、。;:!?)\]”’』」》】…·]|^(?:的|了(?![解却])|着(?![力眼手实重])|们|吗|呢|吧|等(?![待候到你我他])|是(?![啊的!,否什谁])|也(?!许|是|门)|都(?!市|江)|之(?![后前所间]))(?=.)"
)

# An adverbial frame that was opened: 在… waits for 下, 中, 时. Example: "在石门镇的大力支持" + "下,工程提前完工。".
OPEN_FRAME = re.compile(r"^(?:在|随着|当|通过|围绕|按照|根据|针对|面对)[^下中上里内后前时间际来起外看,]+$")
FRAME_END = re.compile(rf"^[{HAN}]{{0,8}}?(?:下|中|上|里|内|后|前|时|间|际|来|起|外|看)[,]")

# Words that stand before a sentence, with a comma. Examples: "近日,…", "据了解,…".
_ADVERB = (
    r"(?:据悉|据了解|据介绍|近日|日前|近期|目前|此外|同时|随后|其间|当天|当日|当晚|下一步|接下来|截至目前|与此同时"
    r"|连日来|近年来|前几天|前不久|不久前|如今|现在|当前|眼下|最近)"
)
SENTENCE_ADVERB = re.compile(rf"^{_ADVERB},")

# A sentence begins with when or how, then a comma; headings don't. Examples: "活动中,…", "在他支持下,…", "3月2日,…".
SENTENCE_OPENING = re.compile(
    rf"^(?:{_ADVERB}|期间|(?:去年|今年|如今|现在|当前|眼下)[{HAN}]{{0,4}}"
    rf"|[{HAN}]{{1,10}}(?:中|后|时|前|期间|以来|之际|现场)|.{{2,20}}(?:的时候|之后|以后|以来)"
    r"|(?:为了?|据|根据|由于|随着|经过)[^,]{2,24}|在[^,]{2,20}下"
    rf"|\d{{4}}年[{HAN}]{{0,3}}|(?:\d{{4}}年)?\d{{1,2}}月(?:\d{{1,2}}日)?[{HAN}]{{0,3}}),"
)

# Prepositions that open sentences more than they stand inside them. Examples: "在石门镇,…", "随着…", "为了…".
BEGINNING_PREPOSITION = re.compile(
    r"(?:在(?!于)|随着|从|据|按照|根据|围绕|面对|为了|当|自(?!己|身|然)|针对|由于|通过|走进)"
)

# Who asks and who answers. Examples: "记者:…", "问:…", "白云起:…".
SPEAKER = re.compile(rf"^[{HAN}]{{1,4}}:")

# Somebody is quoted or reported in running text, not in a heading. Example: "白云起说,石门镇的河道".
REPORTED_SPEECH = re.compile(r"(?:表示|指出|认为|介绍|说|称|强调|透露|反映|获悉|了解到|告诉记者|提出)[,:][^”]")

# A whole sentence was said, and the line goes on. Example: "“修好了吗?”石门镇的村民".
SPOKEN_INSIDE = re.compile(r"[。!?]”[^“”]{4,}$")

# Words that link what follows; no heading ends in one. Example: "对规范" ends well, "回应群众的" does not.
LINKING_WORD = re.compile(
    r"(?:"
    r"的|和|与|及|以及|或|或者|在|将|把|被|对|向|从|为|为了|是|着|并|并且|而|但|但是|于|由|这|"
    r"那|其|各|每|很|更|最|不|也|都|就|还|又|再|已|已经|正|正在|使|让|给|所|因|因为|由于|如果|"
    r"即|即将|可以|能够|应该|必须|进行|一个|这个|那个|这些|那些|这种|我们|他们|通过|按照|根据|"
    r"包括"
    r")"
)

# Adverbs and verbs that wait for what follows, whatever else the dictionary calls them. Example: "大力" + "整治河道".
WAITING_WORD = re.compile(
    r"(?:大力|着力|切实|进一步|不断|努力|积极|深入|认真|主动|纷纷|陆续|具有|拥有|成为|位于|处于|属于|作出|提出|采取"
    r"|给予|予以|加以|获得|达到|涉及|面临|看着|商讨)"
)

# A word that joins two others begins no sentence. Example: "石门镇" + "和云溪区的河道".
LEANING_WORD = re.compile(r"(?:和|及|或|并|以及|或者)")

# Headings argue or call; they open with a mark, or set words in quotation marks, "“云游”石门镇,…", "●办实事,…",
# or name their subject before a colon. Example: "石门镇：建好一条路，走活一盘棋".
SLOGAN = re.compile(rf"^[“\"]|^[{HAN}]{{2,14}}:(?!“)|{ORDINAL.pattern}")

# What stands on both sides of a break in a figure or date. Examples: "3月" + "2日", "今年" + "4月", "三十二" + "支".
CUT_FIGURES = (
    (re.compile(r"(?:不到|超过|[约近达共仅逾超第满])$"), re.compile(r"(?!\d{1,2}[月日]|\d{4}年)\d|[两几]")),
    (re.compile(r"[今去明前\d]年$"), re.compile(r"\d{1,2}月")),
    (re.compile(r"\d月$"), re.compile(r"(?:\d{1,2}日|[上中下]旬)")),
    (re.compile(r"\d[日时]$"), re.compile(r"\d{1,2}[时分]")),
    (
        re.compile(r"\d$"),
        re.compile(r"[年月日时分余多万亿千百个名位支件项条家座台辆户亩次届所间份部场种批只头株棵套处级岁元倍吨米公]"),
    ),
    (
        re.compile(r"[一二三四五六七八九十百千万亿两几多余]$"),
        re.compile(r"[余多万亿个名位支件项条家座台辆户亩次届所间份场种批只株棵套岁元倍吨]"),
    ),
)

# Words in Latin letters meet at a break where there are several on a side ("New York City" + "Hall"), or where the
# second has a capital ("Fang" + "Zhi"); a single word cut in two ("Beij" + "ing") has neither.
LATIN_ENDS = re.compile(r"[A-Za-z][,.;:]?$")
LATIN_BEGINS = re.compile(r"[A-Z][a-z]|[A-Za-z]+ [A-Za-z]")

# The first punctuation comes at once: the tail of a word broken by the column. Example: "水。堤上种…", "水,排进沙河".
EARLY_STOP = re.compile(rf"^(?P<rest>[{HAN}]{{1,2}})[,、。;:]")

# A mark that closes can't stand first. Example: "清理河道" + ",种上柳树".
MARK_FIRST = re.compile(r"^[,、。;:!?)\]”’』」》】]")

# A paragraph ends in a dash that hands over to those below, or in a bracket behind its full stop.
# Examples: "石门镇各村各出妙招——", "…河道清了。(相关报道见第四版)".
ENDED = re.compile(r"(?:——|[—–―-]{2}|[。!?…]\([^()]*\))$")
