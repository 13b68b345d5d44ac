"""What Haystack indexes: the published articles."""

from typing import Any

from haystack import indexes

from archive.models import Article


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """An article's parts to be searched, and what it is filtered, sorted and counted by."""

    text = indexes.CharField(document=True, model_attr="text", stored=False)
    kicker = indexes.CharField(model_attr="kicker", stored=False)
    headline = indexes.CharField(model_attr="headline", stored=False)
    deck = indexes.CharField(model_attr="deck", stored=False)
    captions = indexes.CharField(model_attr="captions", stored=False)
    newspaper = indexes.IntegerField(model_attr="newspaper_id")
    date = indexes.DateField(model_attr="date", null=True)
    year = indexes.IntegerField(null=True)
    page = indexes.IntegerField(model_attr="page__number", null=True)
    kind = indexes.CharField(model_attr="kind")
    section = indexes.CharField(model_attr="section")
    revision = indexes.IntegerField(model_attr="revision")

    def get_model(self) -> type[Article]:
        """Articles."""
        return Article

    def index_queryset(self, using: str | None = None) -> Any:
        """Return the articles that belong in the index, without what the index has no use for."""
        return (
            Article.objects.public()
            .select_related("page")
            .only(
                *("text", "kicker", "headline", "deck", "captions", "newspaper_id", "date", "kind", "section"),
                *("revision", "page__number"),
            )
        )

    def prepare_year(self, article: Article) -> int | None:
        """Return the year of the article's date."""
        return article.date.year if article.date else None
