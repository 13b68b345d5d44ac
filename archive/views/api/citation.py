"""An article as reference managers read it: CSL-JSON. What is not known is left out, what is inferred is marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.models import Article, Byline, Origin, Precision

KNOWN = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}  # Parts of a date.
NO_AUTHORS = {"摄", "编辑", "责任编辑", "责编"}


def citation(article: Article, bylines: Iterable[Byline], address: str) -> dict[str, Any]:
    """The fields of the article's citation, `address` being the page's for ever."""
    issue = article.page.issue
    authors = [{"literal": each.name} for each in bylines if each.role not in NO_AUTHORS]
    fields: dict[str, Any] = {
        "id": str(article.pk),
        "type": "article-newspaper",
        "title": article.title,
        "language": "zh-CN",
        "URL": address,
    }
    if article.newspaper.named:
        fields["container-title"] = article.newspaper.name
    if authors:
        fields["author"] = authors
    if issue.date:
        parts = [issue.date.year, issue.date.month, issue.date.day]
        fields["issued"] = {"date-parts": [parts[: KNOWN[Precision(issue.date_precision or Precision.DAY)]]]}
        if issue.date_origin == Origin.INFERRED:
            fields["issued"]["circa"] = True
    if article.page.number:
        fields["page"] = str(article.page.number)
    return fields
