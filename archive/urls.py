"""The archive's addresses. They are citations: readable, and never reused."""

from datetime import date

from django.contrib import admin
from django.urls import include, path, register_converter

from archive.views import (
    api,
    article,
    events,
    home,
    newspaper,
    organizations,
    page,
    people,
    places,
    search,
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
    # /api/ : what programs can ask, for readers
    path("api/", api.document.page, name="api"),
    # /api/openapi.json : the same for programs
    path("api/openapi.json", api.document.file, name="api-document"),
    # /api/search?q=植树&size=50
    path("api/search", api.search.search, name="api-search"),
    # /api/suggest?q=zhaohy
    path("api/suggest", api.suggest.suggest, name="api-suggest"),
    # /api/trends?q=高质量发展&q=乡村振兴
    path("api/trends", api.trends.trends, name="api-trends"),
    # /api/newspapers
    path("api/newspapers", api.newspapers.several, name="api-newspapers"),
    # /api/articles?newspaper=青岚日报&from=2023-03-01
    path("api/articles", api.articles.several, name="api-articles"),
    # /api/articles/345
    path("api/articles/<int:pk>", api.articles.one, name="api-article"),
    # /api/people?name=陆
    path("api/people", api.people.several, name="api-people"),
    # /api/people/56
    path("api/people/<int:pk>", api.people.one, name="api-person"),
    # /api/organizations?place=7
    path("api/organizations", api.organizations.several, name="api-organizations"),
    # /api/organizations/8
    path("api/organizations/<int:pk>", api.organizations.one, name="api-organization"),
    # /api/places?parent=7
    path("api/places", api.places.several, name="api-places"),
    # /api/places/7
    path("api/places/<int:pk>", api.places.one, name="api-place"),
    # /api/events?from=2023-03-01
    path("api/events", api.events.several, name="api-events"),
    # /api/events/91
    path("api/events/<int:pk>", api.events.one, name="api-event"),
    path("api/<path:rest>", api.nothing_here),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
