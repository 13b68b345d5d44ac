"""People the news names, and one person: posts, articles, silences, events, and who is named beside them."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Membership, Mention, OtherName, Person, Place
from archive.search.facets import RECORD
from archive.views import filters
from archive.views.appearances import appearances, silences
from archive.views.attended import attended
from archive.views.careers import career_of
from archive.views.company import company
from archive.views.paging import NAMES, in_full, page_of, public_count
from archive.views.reading import read_only
from archive.views.spans import axis

TITLES = 3  # Of a namesake without a post that is certain.
LOOKED_AT = 2_000  # Mentions of all of them.


@read_only
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom published articles name, by name; `?name=` narrows."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    public = Person.objects.named_in_public()
    if name:
        known_as = OtherName.objects.filter(name__contains=name, person__isnull=False).values("person")
        public = public.filter(Q(name__contains=name) | Q(pk__in=known_as))
    count = None if name else public_count(public)
    page = page_of(request, public.only("pk"), NAMES, count=count)
    full = Person.objects.with_article_counts().with_years().select_related("home").with_posts()
    return render(request, "archive/people.html", {"name": name, "people": in_full(page, full)})


@read_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; `?month=2023-03` (year, day) and `?with=57` narrow the articles."""
    people = Person.objects.named_in_public()
    shown = get_object_or_404(people.select_related("home").prefetch_related("other_names"), pk=pk)
    mentions = Mention.objects.public().filter(person=shown)
    other = _other(request, shown)
    seen = appearances(request, mentions.together_with(person=other) if other else mentions)
    _add_titles(shown, seen.page.object_list)
    terms, changes = career_of(shown, _held(shown), newspapers=None if other else seen.newspapers)
    return render(
        request,
        "archive/person.html",
        {
            "person": shown,
            "home": Place.objects.public_or_none(shown.home_id),
            "current": [term for term in terms if term.is_current],
            "earlier": [term for term in terms if not term.is_current],
            "axis": axis([term.span for term in terms if term.span]),
            "changes": changes,
            "seen": seen,
            "other": other,
            "without_other": filters.without(request.GET, "with"),
            "silences": [] if other else silences(seen),
            "events": attended(request, shown),
            "company": company(shown, [pk for _, pk, _ in mentions.articles_seen()] if other else seen.newest),
            "namesakes": _told_apart(people.filter(name=shown.name).exclude(pk=pk)),
        },
    )


def _other(request: HttpRequest, shown: Person) -> Person | None:
    """Whom the articles have to name as well: somebody else."""
    asked = request.GET.get("with", "")
    others = Person.objects.named_in_public().exclude(pk=shown.pk)
    return others.filter(pk=asked).first() if RECORD.fullmatch(asked) else None


def _held(person: Person) -> list[Membership]:
    held = Membership.objects.in_public().filter(person=person).select_related("post__organization")
    return list(held[:NAMES])


def _add_titles(person: Person, articles: list[Article]) -> None:
    """Give each article `titled`: the person's mentions with titles as printed there."""
    rows = Mention.objects.filter(person=person, article__in=[article.pk for article in articles])
    titled = defaultdict(list)
    for row in rows.only("article", "titles").order_by("position"):
        titled[row.article_id].append(row)
    for article in articles:
        article.titled = titled[article.pk]


def _told_apart(people: QuerySet[Person]) -> list[Person]:
    """Each with what tells bearers of one name apart: home, posts, the years they stood in the news, and where no post
    is certain `printed`, the titles that are printed most often."""
    # Most names have one bearer: whether there are others is a short question.
    keys = list(people.values_list("pk", flat=True)[:NAMES])
    rows = Person.objects.filter(pk__in=keys).with_years().with_article_counts().select_related("home").with_posts()
    told = list(rows) if keys else []
    titles = _titles_of([each.pk for each in told if not each.held])
    for each in told:
        each.printed = [title for title, _n in titles[each.pk].most_common(TITLES)]
    return told


def _titles_of(people: list[int]) -> dict[int, Counter[str]]:
    """How often which title is printed of each, as far as a look at their first mentions tells."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    if people:
        rows = Mention.objects.public().filter(person__in=people).exclude(titles=[]).order_by("pk")
        for person, titles in rows.values_list("person", "titles")[:LOOKED_AT]:
            counted[person].update(titles)
    return counted
