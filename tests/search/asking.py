"""What tests ask of the index."""

from archive.search import Request, search, verify
from archive.search.indexes import ArticleIndex


def found(query):
    """Search, and return the keys of the articles found."""
    return {hit.article_id for hit in search(Request(query, size=100)).hits}


def agrees(home):
    """Say whether index and database agree, and how they differ."""
    comparison = verify.compare(home)
    return bool(comparison), str(comparison)


def break_preparing(monkeypatch, headline):
    """Let every article of this headline fail when it is read for the index."""
    prepare = ArticleIndex.prepare

    def failing(self, article):
        if article.headline == headline:
            raise ValueError("unreadable")
        return prepare(self, article)

    monkeypatch.setattr(ArticleIndex, "prepare", failing)
