"""What else tells of the like of an article: Haystack's `more_like_this`, bounded and kept for a while."""

from __future__ import annotations

from django.core.cache import cache
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet

from archive.models import Article

KEPT = 15 * 60  # seconds; new articles of the kind may wait so long, withdrawn ones never show
# Of what is found, reprints of the article and of each other are left out: so many more are asked for.
FOR_EACH = 4


def alike(article: Article, limit: int) -> list[Article]:
    """The public articles most like this one, best first, its reprints left out and of others' reprints one.

    None while there is no index, or where the engine cannot tell.
    """
    # The revision: of a text that was corrected others are the like.
    key = f"alike-{article.pk}-{article.revision}-{limit}"
    found: list[int] | None = cache.get(key)
    if found is None:
        try:
            rows = SearchQuerySet().models(Article).more_like_this(article)[: limit * FOR_EACH]
            found = [int(row.pk) for row in rows]
        except SearchBackendError:
            return []
        cache.set(key, found, KEPT)
    public = Article.objects.for_lists().public_in_bulk(found)
    told = {article.family_id} - {None}
    different = []
    for each in (public[pk] for pk in found if pk in public and pk != article.pk):
        if each.family_id is None or each.family_id not in told:
            told.add(each.family_id)
            different.append(each)
    return different[:limit]
