"""Evidence beside what was concluded: the page's lines with their numbers, a mention in its sentence.

Everything shown here came from a page and is escaped; nothing is marked safe but the markup written below.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from archive.models import Article, Mention, Page
from archive.models.newspaper import ROLE_LABELS
from archive.models.sources import Source, Sources

# A page dump has some hundred lines; a foreign file that passed for one must not fill the browser.
LINES_SHOWN = 2000
# Characters of the sentence on either side of the printed words, on a record's page and in a list.
WIDE, NARROW = 30, 14
# An event is "mentioned" by whole paragraphs; a list shows how they begin.
WORDS_SHOWN = 40

EXCERPT = '<p class="context">{}<mark>{}</mark>{} <small>{}</small></p>'


def page_lines(page: Page, focus: Article | None = None) -> SafeString | str:
    """The dump's lines, each with its number and the role it was given; those of `focus` stand out.

    Blank lines are left out, so numbers may jump. A role links to the article that the line was given to.
    """
    lines = page.raw_lines
    if not lines:
        return gettext("本版没有原文。")
    owners = _owners(page)
    rows = format_html_join(
        "\n",
        '<tr{} class="{}"><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
        (
            (
                _anchor(number, focus),
                _row_class(number, owners, focus),
                number,
                _role(number, owners, page, focus),
                text,
            )
            for number, text in enumerate(lines[:LINES_SHOWN], 1)
            if text.strip()
        ),
    )
    rest = len(lines) - LINES_SHOWN
    more = format_html("<p>{}</p>", gettext("另有 %d 行未显示。") % rest) if rest > 0 else ""
    return format_html('<div class="dump" tabindex="0"><table>{}</table></div>{}', rows, more)


def area_names(page: Page) -> SafeString | str:
    """The names that the page's home area was concluded from: how much each says, and the lines it stands on."""
    if not page.area_evidence:
        return gettext("没有。")
    rows = (
        (
            each["name"],
            f"{each['weight']:g}",
            format_html_join("、", '<a href="#L{}">{}</a>', ((line, line) for line in each["lines"])),
        )
        for each in page.area_evidence
    )
    return format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead>{}</table>",
        gettext("地名"),
        gettext("分量"),
        gettext("行"),
        format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
    )


def article_lines(article: Article) -> SafeString | str:
    """The lines of the article's page, those of the article standing out; then of the pages that it goes on on."""
    rest = article.chain() if article.own else []
    if not rest:
        return page_lines(article.page, focus=article)
    parts = ((each.page.label, page_lines(each.page, focus=each)) for each in (article, *rest))
    return format_html_join("\n", "<h4>{}</h4>{}", parts)


def _owners(page: Page) -> dict[int, tuple[int, str]]:
    """For each line given to an article: the article's id and the line's role."""
    articles = page.articles.only("id", "lines")
    return {int(number): (article.pk, role) for article in articles for number, role in article.lines.items()}


def _anchor(number: int, focus: Article | None) -> SafeString | str:
    """What the address of a line ends in; an article of several pages has several lines 1, and none has an address."""
    return format_html(' id="L{}"', number) if focus is None else ""


def _row_class(number: int, owners: dict[int, tuple[int, str]], focus: Article | None) -> str:
    owner = owners.get(number, (None, ""))[0]
    return "own" if focus is not None and owner == focus.pk else "other" if focus is not None else ""


def _role(number: int, owners: dict[int, tuple[int, str]], page: Page, focus: Article | None) -> SafeString | str:
    if number not in owners:
        aside = page.unassigned.get(str(number), "")
        return ROLE_LABELS.get(aside, aside)
    owner, role = owners[number]
    label = ROLE_LABELS.get(role, role)
    if focus is not None and owner == focus.pk:
        return label
    return format_html('<a href="{}">{}</a>', reverse("admin:archive_article_change", args=[owner]), label)


def contexts(mention: Mention) -> SafeString:
    """The sentences in which the mention stands, the printed words marked, each leading to its line of the dump."""
    sources = Sources(mention.article)
    return format_html_join("\n", EXCERPT, _excerpts(mention, WIDE, sources))


def first_context(mention: Mention) -> SafeString:
    """The first of them, short, and how many there are."""
    excerpts = list(_excerpts(mention, NARROW))
    return format_html_join("", EXCERPT, (_shortened(*excerpt, len(excerpts)) for excerpt in excerpts[:1]))


def _shortened(before: str, words: str, after: str, where: str, count: int) -> tuple[str, str, str, str]:
    if count > 1:
        where = gettext("%(where)s，共 %(count)d 处") % {"where": where, "count": count}
    if len(words) > WORDS_SHOWN:
        return before, words[:WORDS_SHOWN] + "…", "", where
    return before, words, after, where


def _where(article: Article, field: str, start: int, line: int | None, pages: bool) -> str:
    """正文，第 12 行; with the page, if asked, where the article stands on several."""
    label = str(Article._meta.get_field(field).verbose_name)
    if line is None:
        return label
    words = {"field": label, "line": line}
    if pages and article.own:
        words["page"] = article.printed_on(field, start).page.label
        return gettext("%(field)s，%(page)s第 %(line)s 行") % words
    return gettext("%(field)s，第 %(line)s 行") % words


def _in_the_dump(where: str, sources: list[Source]) -> SafeString | str:
    """Where the words stand, with their characters in the line of the dump, as a link to the line."""
    if not sources:
        return where
    first = sources[0]
    words = {"where": where, "first": first.start + 1, "last": first.end}
    told = gettext("%(where)s，第 %(first)d–%(last)d 字") % words
    address = reverse("admin:archive_page_change", args=[first.page.pk])
    return format_html('<a href="{}#L{}">{}</a>', address, first.line, told)


def _excerpts(
    mention: Mention, width: int, sources: Sources | None = None
) -> Iterator[tuple[str, str, str, SafeString | str]]:
    """For each span that still lies in its field: the words before, the words, the words after, where that is; with
    `sources` as a link."""
    for field, start, end, line in mention.spans:
        text = getattr(mention.article, field, "")
        if not 0 <= start < end <= len(text):
            continue
        where: SafeString | str = _where(mention.article, field, start, line, pages=sources is not None)
        if sources is not None:
            where = _in_the_dump(where, sources.between(field, start, end))
        before, after = text[max(0, start - width) : start], text[end : end + width]
        yield before.replace("\n", " "), text[start:end], after.replace("\n", " "), where
