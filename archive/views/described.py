"""What an article's page tells machines of it: schema.org's NewsArticle, and a few words for previews."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from archive.citing import Work
from archive.citing.work import one_line
from archive.models import Article

SUMMARY = 120  # Characters: what a preview shows.
# As Django's json_script: nothing in the data ends the element it stands in.
ESCAPES = {ord(each): f"\\u{ord(each):04X}" for each in "<>&\u2028\u2029"}


def news_article(article: Article, work: Work) -> SafeString:
    """The article as JSON-LD, in a data block: browsers never run it, so that no policy against scripts heeds it.

    What is not known stays out, and so does a day that is only inferred.
    """
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": work.url,
        "url": work.url,
        "mainEntityOfPage": work.url,
        "headline": one_line(work.title),
        "alternativeHeadline": one_line(work.subtitle),
        "datePublished": str(work.date) if work.date and not work.date.inferred else "",
        "inLanguage": "zh-Hans",
        "author": [{"@type": "Person", "name": one_line(name)} for name in work.authors],
        "isPartOf": {"@type": "Newspaper", "name": one_line(work.newspaper)} if work.named else {},
        "printPage": ", ".join(map(str, work.pages)),
        "articleSection": one_line(work.section),
        "description": summary(article),
    }
    text = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text.translate(ESCAPES)))


def summary(article: Article) -> str:
    """How the article begins."""
    opening = (article.text or article.captions)[: 10 * SUMMARY]  # Some articles have a hundred thousand characters.
    return Truncator(one_line(opening)).chars(SUMMARY)
