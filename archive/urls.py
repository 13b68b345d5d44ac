"""The archive's addresses. They are citations: readable, and never reused."""

from datetime import date

from django.contrib import admin
from django.contrib.auth.views import LogoutView, PasswordResetDoneView
from django.urls import path, register_converter

from archive.views import (
    accounts,
    api,
    appointments,
    article,
    citations,
    coverage,
    crawlers,
    events,
    exports,
    feeds,
    home,
    language,
    lists,
    name_check,
    newspaper,
    organizations,
    page,
    people,
    places,
    posts,
    reports,
    saved,
    search,
    search_help,
    trends,
    unsubscribe,
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

handler500 = "archive.views.outages.failed"

urlpatterns = [
    # /
    path("", home.home, name="home"),
    # /search/?q=植树&from=2023-03-01&newspaper=2
    path("search/", search.search, name="search"),
    # /search/help/ : how queries are written
    path("search/help/", search_help.search_help, name="search-help"),
    # /search.csv?q=植树&from=2023-03-01 : what the page of this search lists
    path("search.csv", exports.search, {"kind": "csv"}, name="search-csv"),
    path("search.json", exports.search, {"kind": "json"}, name="search-json"),
    path("search.ris", exports.search, {"kind": "ris"}, name="search-ris"),
    path("search.txt", exports.search, {"kind": "txt"}, name="search-txt"),
    # /search.atom?q=植树
    path("search.atom", feeds.search, name="search-feed"),
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
    # /newspapers/青岚日报.atom
    path("newspapers/<paper:key>.atom", feeds.record, {"kind": "newspaper"}, name="newspaper-feed"),
    # /newspapers/青岚日报/?year=2023
    path("newspapers/<paper:slug>/", newspaper.newspaper, name="newspaper"),
    # /newspapers/青岚日报/2023-03-05/
    path("newspapers/<paper:slug>/<day:day>/", newspaper.issue, name="issue"),
    # /pages/12/
    path("pages/<int:pk>/", page.page, name="page"),
    # /articles/345/
    path("articles/<int:pk>/", article.article, name="article"),
    # /articles/345.ris
    path("articles/<int:pk>.ris", citations.file, {"kind": "ris"}, name="article-ris"),
    # /articles/345.bib
    path("articles/<int:pk>.bib", citations.file, {"kind": "bib"}, name="article-bib"),
    # /people/?name=陆
    path("people/", people.people, name="people"),
    # /people/56.atom
    path("people/<int:key>.atom", feeds.record, {"kind": "person"}, name="person-feed"),
    # /names/, a list of names posted
    path("names/", name_check.names, name="names"),
    # /people/56/
    path("people/<int:pk>/", people.person, name="person"),
    # /organizations/?name=办公室
    path("organizations/", organizations.organizations, name="organizations"),
    # /organizations/8.atom
    path("organizations/<int:key>.atom", feeds.record, {"kind": "organization"}, name="organization-feed"),
    # /organizations/8/
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    # /posts/15/
    path("posts/<int:pk>/", posts.post, name="post"),
    # /appointments/?month=2023-03&place=7
    path("appointments/", appointments.appointments, name="appointments"),
    # /appointments.atom?place=7
    path("appointments.atom", appointments.feed, name="appointments-feed"),
    # /places/
    path("places/", places.places, name="places"),
    # /places/7.atom
    path("places/<int:key>.atom", feeds.record, {"kind": "place"}, name="place-feed"),
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
    # A reader's own pages.
    path("account/", accounts.account, name="account"),
    # /account/login/?next=/articles/345/
    path("account/login/", accounts.LogIn.as_view(), name="login"),
    path("account/logout/", LogoutView.as_view(), name="logout"),
    path("account/sign-up/", accounts.sign_up, name="sign-up"),
    path("account/password/", accounts.change_password, name="password_change"),
    path("account/reset/", accounts.reset, name="password_reset"),
    path(
        "account/reset/sent/",
        PasswordResetDoneView.as_view(template_name="readers/reset_sent.html"),
        name="password_reset_done",
    ),
    path("account/reset/<uidb64>/<token>/", accounts.SetPassword.as_view(), name="password_reset_confirm"),
    path("account/searches/", saved.saved_searches, name="saved-searches"),
    # /account/searches/new/?q=植树&newspaper=2
    path("account/searches/new/", saved.save_search, name="save-search"),
    path("account/searches/<int:pk>/", saved.saved_search, name="saved-search"),
    path("account/searches/<int:pk>/delete/", saved.delete_saved_search, name="delete-saved-search"),
    path("account/lists/", lists.reading_lists, name="reading-lists"),
    # /account/lists/4/?sort=oldest
    path("account/lists/<int:pk>/", lists.reading_list, name="reading-list"),
    path("account/lists/<int:pk>.csv", lists.reading_list_file, name="reading-list-file"),
    path("account/lists/<int:pk>/edit/", lists.edit_reading_list, name="edit-reading-list"),
    path("account/lists/<int:pk>/delete/", lists.delete_reading_list, name="delete-reading-list"),
    # /account/keep/345/
    path("account/keep/<int:pk>/", lists.keep, name="keep"),
    path("account/kept/<int:pk>/", lists.kept, name="kept"),
    # /alerts/12:XV6…/
    path("alerts/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    # /reports/new/?person=56
    path("reports/new/", reports.report, name="report"),
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
    # /language/, another one posted
    path("language/", language.choose, name="language"),
    path("admin/", admin.site.urls),
]
