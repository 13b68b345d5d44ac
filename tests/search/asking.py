"""What tests ask of the index."""

import os
from pathlib import Path

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


def read_only(folder):
    """What stands in for os.open where the folder is on a disk that can only be read."""
    open_file = os.open

    def refusing(path, flags, *mode, **options):
        if flags & (os.O_WRONLY | os.O_RDWR) and Path(path).is_relative_to(folder):
            raise OSError(30, "Read-only file system")
        return open_file(path, flags, *mode, **options)

    return refusing
