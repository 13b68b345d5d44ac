"""The archive's addresses. They are citations: readable, and never reused."""

from datetime import date

from django.contrib import admin
from django.urls import include, path, register_converter

from archive.views import (
    api,
    article,
    coverage,
    crawlers,
    events,
    home,
    name_check,
    newspaper,
    organizations,
    page,
    people,
    places,
    search,
    suggest,
    trends,
)


class IssueDay:
    """The day of an issue, 2023-12-11, or `undated` (None)."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}|undated"

    def to_python(self, value: str) -> date | None:
        """Read it; a day no calendar has is no address."""
        return None if value == "undated" else date.fromisoformat(value)

    def to_url(self, value: str) -> str:
        """Models give it as it stands in the address."""
        return value


class NewspaperName:
    """A newspaper's name in the address; never with a NUL, which no database takes."""

    regex = r"[^/\0]+"

    def to_python(self, value: str) -> str:
        """Take it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Give it as it stands."""
        return value


register_converter(IssueDay, "day")
register_converter(NewspaperName, "paper")

urlpatterns = [
    # /
    path("", home.home, name="home"),
    # /search/?q=植树&from=2023-03-01&newspaper=2
    path("search/", search.search, name="search"),
    # /trends/?q=高质量发展&q=乡村振兴&from=2018-01-01
    path("trends/", trends.page, name="trends"),
    # /trends.csv?q=高质量发展
    path("trends.csv", trends.file, name="trends-file"),
    # /calendar/?year=2023
    path("calendar/", coverage.calendar, name="calendar"),
    # /coverage/?year=2023
    path("coverage/", coverage.coverage, name="coverage"),
    # /newspapers/
    path("newspapers/", newspaper.newspapers, name="newspapers"),
    # /newspapers/青岚日报/?year=2023
    path("newspapers/<paper:slug>/", newspaper.newspaper, name="newspaper"),
    # /newspapers/青岚日报/2023-03-05/
    path("newspapers/<paper:slug>/<day:day>/", newspaper.issue, name="issue"),
    # /pages/12/
    path("pages/<int:pk>/", page.page, name="page"),
    # /articles/345/
    path("articles/<int:pk>/", article.article, name="article"),
    # /people/?name=陆
    path("people/", people.people, name="people"),
    # /names/, a list of names posted
    path("names/", name_check.names, name="names"),
    # /people/56/
    path("people/<int:pk>/", people.person, name="person"),
    # /organizations/?name=办公室
    path("organizations/", organizations.organizations, name="organizations"),
    # /organizations/8/
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    # /places/
    path("places/", places.places, name="places"),
    # /places/7/
    path("places/<int:pk>/", places.place, name="place"),
    # /events/?month=2023-03
    path("events/", events.events, name="events"),
    # /events/91/
    path("events/<int:pk>/", events.event, name="event"),
    # /api/search?q=植树&size=50
    path("api/search", api.search, name="api-search"),
    # /api/suggest?q=zhaohy
    path("api/suggest", suggest.suggest, name="api-suggest"),
    # /robots.txt
    path("robots.txt", crawlers.robots, name="robots"),
    # /sitemap.xml
    path("sitemap.xml", crawlers.sitemaps, name="sitemap"),
    # /sitemap-articles.xml?p=2
    path("sitemap-<str:section>.xml", crawlers.sitemap_part, name="sitemap-part"),
    # /opensearch.xml
    path("opensearch.xml", crawlers.opensearch, name="opensearch"),
    # /opensearch/suggest?q=lu
    path("opensearch/suggest", crawlers.completions, name="completions"),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
