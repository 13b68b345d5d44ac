"""Lines that belong to no article: the apparatus of a printed page and of the web page that shows it.

Each kind is told by what the whole line is made of, never by a word in it: a sentence that mentions 版权所有 or
扫一扫 stays text, for what is set aside is lost to the reader. Patterns are matched against folded text.
"""

from __future__ import annotations

import re

from archive.parsing import signers
from archive.parsing.patterns import HAN

# Furniture is printed in short lines; addresses, staff lists and the small print of web pages run longest.
FURNITURE_LONGEST = 120
_SHORT = 60

# --- What web editions print around a page ----------------------------------------------------------------------

# Where to click. Examples: "上一版 下一版", "放大 缩小 默认", "标题导航", "分享到微信". These say so by themselves.
_CLICK = (
    r"版面(?:导航|概览|目录|列表|预览)|(?:标题|文章|报纸|本版|本报)导航|[上下]一[版期篇页]|[前后]一[版期篇页天]"
    r"|返回(?:首页|目录|主页|顶部|版面|列表|上页|本版|数字报)?|回(?:到|至)?(?:首页|顶部|版面)"
    r"|往期(?:回顾|查询|阅读|报纸|检索)?|本[版期](?:新闻|标题|目录)(?:列表)?|PDF(?:版|下载|阅读)?|下载PDF"
    r"|按?日期(?:检索|查询|选择)|(?:高级|全文|全站|报纸)(?:检索|搜索)|分享[到至]|一键分享|语音(?:播报|朗读)|听报|朗读"
    r"|放大[+]?|缩小[-]?|字号|字体|复制(?:链接|本文)|打印(?:本[页文])?|收藏本[页文]|点击(?:查看)?(?:大图|原图"
    r"|放大)|查看大图"
    r"|展开全文|阅读全文|加载更多|查看更多|更多>+|扫一扫|手机版|电脑版|旧版入口|数字报(?:首页)?|电子报(?:首页)?"
    r"|电子版|关闭窗口"
)
# These do so only beside others: a headline may be 默认 or 目录.
_BESIDE = (
    r"默认[oO]?|分享|还原|关闭|收藏|首页|主页|目录|检索|搜索|微信|微博|朋友圈|QQ空间|QQ|播放|暂停|登录"
    r"|注册|下载|客户端|打开|大|中|小|A[+-]?|版"
)
_CLICKS = re.compile(rf"(?P<click>{_CLICK})|(?P<beside>{_BESIDE})")

# What the small print of a web page is about. Examples: "青ICP备00000000号-1", "版权所有 未经许可不得转载".
_FOOTER_WORD = re.compile("版权|ICP|安备|未经|许可证|备案|技术支持|opyright|OPYRIGHT|eserved|©|\\([Cc]\\)")
_SMALL_PRINT = re.compile(
    rf"^[^。]*(?:[{HAN}]?ICP[备证] *(?:案)?[:]? *\d{{4,}}|公网安备 *\d{{4,}}|(?:许可证|备案)(?:编?号"
    rf"|序号)? *[:]? *[{HAN}()\w]{{0,8}}\d{{4,}})"
    r"|^(?:©|\(C\) *\d|\(c\) *\d|Copyright\b|COPYRIGHT\b|copyright\b)|Copyright *(?:©|\([Cc]\))"
    r"|All [Rr]ights [Rr]eserved"
    r"|^版权所有(?![者权])[^。]*。?$|^[^。,]{2,24}版权所有[ !.]*$"
    r"|^(?:本报|本网|本站|本网站)?[^。,]{0,12}?未经(?:本[报网站刊社]|书面|许可|授权|允许"
    r"|同意)[^。]{0,24}(?:转载|复制|镜像|使用|摘编|链接)[^。]{0,12}。?$"
    r"|^技术支持 *[:]"
)

# Where to look for more. Examples: "扫一扫 看视频", "更多内容请扫描二维码", "青岚日报公众号二维码".
_MORE = re.compile(
    rf"^(?:[(▲◀▶↑↓ ]*)(?:(?:微信)?扫一?(?:一扫|描|码)[, !]*(?:上方|下方|左侧|右侧|左边|右边)?(?:二维码)?[, !]*"
    r"(?:[看观听读阅关下进添加分订了解查]{1,2}[^。,;:]{0,14})?|长按(?:识别)?二维码[^。]{0,16}|(?:请|敬请"
    r"|欢迎)?(?:扫码|扫描|识别|关注)[^。]{0,10}(?:二维码|公众号|客户端)"
    rf"|[{HAN}]{{0,10}}(?:公众号|客户端|微信|微博|视频号|抖音号?|小程序|APP) *二维码|二维码)[)▲ ]*$"
    r"|^更多(?:精彩)?(?:内容|新闻|资讯|报道|视频|图片)[, ]*(?:尽在|请|敬请|可)[^。;]{2,24}。?$"
)

_ADVERTISEMENT = re.compile(
    r"^[(·【\[ ]*(?:公益|分类|形象|专题|商业)? ?广 {0,2}告(?:专[版栏题])?(?: *[A-Z\d]{1,4})?[)·】\] ]*$"
)

# --- What the paper prints around its articles -------------------------------------------------------------------

# Who made the page. Examples: "责编:白云起 校对:马川", "本版编辑 白云起 美编 马川", "值班主任/白云起".
_POST = (
    r"(?:本[版期报]|一版|今日|执行|夜班|值班)?(?:责任编辑|责任校对|责编|责校|美术编辑|美编|图片编辑|图编"
    r"|文字编辑|视觉(?:编辑|设计|总监)?|编辑|编审|编委"
    r"|审读|审核|审校|审签|[初终复]审|[一二三]审|总?值班(?:主任|副?总编辑?|总编|编委|领导|编辑)?|值班|主编"
    r"|副主编|总编辑?|副总编辑?|主任"
    r"|组版|排版|拼版|校对|检校|版式(?!设计)|签发|监制|总监制|出品人|制作|编校|见习编辑|实习编辑)"
)
_STAFF_FIRST = re.compile(rf"^[(\[【■□●◆·▲ ]*{_POST} *(?:[:/|丨]|  *)")
_STAFF_GLUED = re.compile(
    rf"^[(\[【■□●◆·▲ ]*(?:本版|值班)?(?:责任编辑|责编|校对|美编|组版|排版|版式)(?=[{HAN}]{{2,4}}(?: |$))"
)
_STAFF_OTHER = re.compile(
    rf"{_POST}|(?:新闻|值班|编辑部?|热线)?(?:电话|热线)|(?:电子|投稿)?(?:邮箱|信箱)|E-?mail|QQ群?|微信|传真"
    rf"|版式设计|设计|统筹|策划"
)
_REACHED = re.compile(r"[\w.+-]+@[\w.-]+|\(?[\d-]{5,}\)?(?:转\d+)?")
_NAMES_LEFT = re.compile(rf"^(?:[{HAN}]{{1,4}}(?:[·•][{HAN}]{{1,6}})?(?:[ 、,/|丨:;()\[\]【】]+|$))*$")

# The paper's own card. Examples: "国内统一连续出版物号 CN00-0000", "邮发代号 0-00", "今日8版", "零售每份1元".
_CARD = re.compile(
    r"国内统一(?:连续出版物|刊)[号 ]*|国内(?:统一)?刊号|(?:CN|ISSN) *\d{2,4}[—-]\d{3,4}(?:/\w)?"
    r"|邮发代号[: ]*\d+[—-]?\d*|国外(?:发行)?代号[: ]*\w+"
    r"|(?:今日|本期|今天|共)[共 ]*[A-Z]?(?:\d{1,3}(?:[—-]\d{1,3})?|[一二四六八十]{1,3}) *[个]?版|(?:总第?"
    r"|第) *\d{1,6} *期|(?:周|日)刊第\d+期|代号[: ]*\d+[—-]\d+"
    r"|(?:零售|定价|每份|月价|季价|半年价|全年(?:定|订)?价"
    r"|年价)[: ]*(?:每[份月])?[: ]*(?:人民币)?[\d.]+元?(?:/[份月年])?"
)
_CARD_FIRST = re.compile(
    rf"^(?:国内统一(?:连续出版物|刊)|(?:国内刊号|邮发代号)[: ]*\d|CN *\d{{2}}|ISSN|(?:本报)?(?:社址|报社地址"
    rf"|本报地址|邮政编码|邮编|广告(?:经营)?许可证|广告(?:部|热线|电话)"
    rf"|发行(?:部|热线|电话|中心)|总机|承印|印刷(?:厂|单位)?|法律顾问|本报法律顾问|全年定价|零售价|社长|总编辑"
    rf"|网址|官方网站|新闻热线)[: ]*[:\d]"
    rf"|(?:零售|定价|每份)[: ]*(?:每份)?[\d.]+ *元"
    rf"|(?:中共)?[{HAN}]{{2,16}}(?:主管|主办|出版)(?: *[{HAN}]{{2,16}}(?:主管|主办|出版|承办))*$)"
)
_WEB = re.compile(r"(?:https?://|www\.)[\w./?=&%-]+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org)(?:\.cn)?(?:/\S*)?")

# The elements of a page's head. Examples: "2版 要闻 2023年3月2日 星期四", "A03 时政", "第01版:要闻".
_DATE = re.compile(
    r"(?:19|20)\d{2} *(?:年 *\d{1,2} *月 *\d{1,2} *日|[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")
_LUNAR = re.compile(
    r"(?:农历|阴历)?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥](?:\([鼠牛虎兔龙蛇马羊猴鸡狗猪]\)"
    r"|[鼠牛虎兔龙蛇马羊猴鸡狗猪])?年)?闰?(?:[正冬腊]|十[一二]?"
    r"|[一二三四五六七八九])月(?:初[一二三四五六七八九十]|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|二十"
    r"|三十)"
    r"|(?:今日|明日|今天)?(?:立春|雨水|惊蛰|春分|清明|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分"
    r"|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒)(?= |$|\))"
)
_PAGE = re.compile(
    r"第 *[A-Z]?\d{1,3} *版|第[一二三四五六七八九十]{1,3}版|(?<![\dA-Za-z])[A-Z]?\d{1,2} *版(?![本权块次])"
    r"|(?<![\w])[A-F]\d{2}(?![\w.%])|(?<![\w])[一二三四五六七八九十]{1,2}版(?= |:|$)"
)
_PAPER = re.compile(rf"[{HAN}]{{1,6}}(?:[日晚早晨商时周导]报|都市报|青年报|新闻网|数字报|电子报)")
# A masthead's weather gives a range of degrees and the wind; a headline on the weather does not give both.
_DEGREES = re.compile(r"-?\d{1,2}(?:℃|°C|度)? *(?:[~—–至/到]|-(?=-?\d)) *-?\d{1,2} *(?:℃|°C|度)")
_WIND = re.compile(r"风.{0,6}级|级.{0,4}风|湿度|微风")
# Names that pages of papers carry.
_PAGE_NAME = (
    "要闻|时政|综合|民生|国内|国际|新闻|副刊|专[版题刊]|经济|社会|文化|教育|体育|健康|法治|理论|评论|财经|县区|区县|乡镇|基层|农业|三农|生态|科技|旅游|党建|视点"
    "|深度|特刊|关注|公告|影像|读者|文艺|文苑|生活|周刊|天下|热点|聚焦|广告|导读|头版|政务|城事|都市|县域|融媒|人物|娱乐|环球|时事|本地"
)
_PAGE_NAMES = re.compile(rf"^(?:[{HAN}]{{0,4}}(?:{_PAGE_NAME})[{HAN}]{{0,2}})?$")


_LOOSE = re.compile(rf"^(?:《?{_PAPER.pattern}》?|\d{{1,2}}|[A-F]\d{{1,2}}|(?:{_PAGE_NAME})(?:新闻)?|新闻)$")


def is_furniture(folded: str) -> bool:
    """Whether the whole line is apparatus: navigation, small print, staff, the paper's card, a page's head."""
    size = len(folded)
    if size > FURNITURE_LONGEST:
        return False
    if (_FOOTER_WORD.search(folded) and _SMALL_PRINT.search(folded)) or _is_staff(folded) or _is_card(folded):
        return True
    if size > _SHORT:
        return False
    return bool(
        _is_navigation(folded)
        or _ADVERTISEMENT.match(folded)
        or _MORE.match(folded)
        or _is_page_head(folded)
        or (_DEGREES.search(folded) and _WIND.search(folded) and not re.search("[。;!?]", folded))
    )


def _is_navigation(folded: str) -> bool:
    """Whether the line holds nothing but words to click at."""
    found = [match.lastgroup for match in _CLICKS.finditer(folded)]
    if "click" not in found:
        return False
    return not re.search(r"\w", _CLICKS.sub(" ", folded).replace("导航", ""))


def _is_staff(folded: str) -> bool:
    """Whether the line names nobody but those who made the page."""
    if not (_STAFF_FIRST.match(folded) or _STAFF_GLUED.match(folded)) or re.search(r"[。!?“”《》;]", folded):
        return False
    glued = _STAFF_GLUED.match(folded)
    if glued and not any(map(signers.is_name, re.findall(rf"[{HAN}]{{2,4}}", folded[glued.end() :])[:1])):
        return False
    left = _STAFF_OTHER.sub(" ", _REACHED.sub(" ", folded)).strip(" :/|丨()[]【】■□●◆·▲")
    return bool(_NAMES_LEFT.match(left))


def _is_card(folded: str) -> bool:
    """Whether the line is of the paper's own card: numbers, prices, addresses, who publishes it."""
    if "。" in folded:
        return False
    if _CARD_FIRST.match(folded):
        return True
    left = folded
    for element in (_CARD, _WEB, _DATE, _WEEKDAY, _LUNAR, _PAPER):
        left = element.sub(" ", left)
    # A number of an issue by itself may head a part of a series: "第12期".
    if re.match(r"第 *\d{1,2} *期$", folded):
        return False
    return bool(_CARD.search(folded) or _WEB.search(folded)) and not re.search(r"\w", left)


def _is_page_head(folded: str) -> bool:
    """Whether the line is a page's head or an entry of a list of pages: page, its name, date, the paper's name."""
    page, date = _PAGE.search(folded), _DATE.search(folded)
    dated = bool(date) and bool(_WEEKDAY.search(folded) or _LUNAR.search(folded) or page or _PAPER.search(folded))
    lunar = bool(_LUNAR.match(folded)) and folded.startswith(("农历", "阴历"))
    if not (page or dated or lunar) or re.search(r"[。,;!?“”《》、]", folded):
        return False
    left = folded
    for element in (_DATE, _WEEKDAY, _LUNAR, _PAGE, _PAPER, _CARD, _WEB):
        left = element.sub(" ", left)
    names = [name for name in re.split(r"[^\w]+", left) if name]
    named = re.match(rf"^(?:{_PAGE.pattern}) *[:] *[{HAN}]{{2,8}}$", folded) if page else None
    return bool(named) or all(_PAGE_NAMES.match(name) for name in names)


def is_part_of_head(folded: str) -> bool:
    """Whether the line, beside furniture, is a part of a page's head: the paper's name, a date, a number, "要闻"."""
    if len(folded) > _SHORT:
        return False
    return bool(
        _LOOSE.match(folded) or _DATE.fullmatch(folded) or _WEEKDAY.fullmatch(folded) or _LUNAR.fullmatch(folded)
    )
