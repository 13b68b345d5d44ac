"""How queries are written: the forms, each with examples to follow, the keys, what is taken for the same, limits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive.search.query import MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH, MAX_TERMS
from archive.search.query_fields import FIELDS
from archive.views.reading import read_only

# What a form means, and queries of it.
FORMS = (
    (_("有这一串字的排在前面，其后是有其中全部字词的"), ("乡村振兴", "河长制工作会议")),
    (_("几个词都要有，先后不限"), ("防汛 水库", "教育 学校 招生")),
    (_("恰好是这一串字"), ('"高质量发展"', "“第一书记”")),
    (_("有其中一个就行：或、OR、| 都可以"), ("森林防火 或 防汛", "春耕 OR 秋收", "小麦|玉米")),
    (_("不要有这个词的"), ("会议 -电视电话会议",)),
    (_("用括号分组"), ("(春耕 或 秋收) 农机", "防汛 -(水库 或 河道)")),
    (_("以它开头的字词"), ("农业*",)),
    (_("彼此相隔不超过这么多字，先后不限"), ('"书记 调研"~20',)),
    (_("只在某一项里找：冒号前是项目的名称"), ("标题:防汛", "正文:(防汛 或 抗旱)", "职务:书记", "记者:王*")),
    (_("日期：一年、一月、一天、一段时间，或者日期不详的"), ("日期:2023", "日期:2022-03..2022-05", "日期:不详")),
    (_("版次：一版，或者几版"), ("版次:1", "版次:2-4")),
)


@read_only
def search_help(request: HttpRequest) -> HttpResponse:
    """The query language on a page."""
    limits = {"length": MAX_LENGTH, "terms": MAX_TERMS, "depth": MAX_DEPTH, "distance": MAX_DISTANCE}
    return render(request, "search/help.html", {"forms": FORMS, "fields": FIELDS, **limits})
