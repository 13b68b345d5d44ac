"""A parsed page as the JSON object that outside tools read (one object per page and line)."""

from __future__ import annotations

from typing import Any

from archive.parsing.structures import (
    AreaEvidence,
    Change,
    DateMention,
    Event,
    Item,
    Organization,
    ParsedPage,
    Person,
    Place,
    Post,
    Span,
)


def as_json(page: ParsedPage) -> dict[str, Any]:
    """Give the page in the shape that `manage.py parse --json` prints."""
    when = page.issue_date
    return {
        "path": page.path,
        "encoding": page.encoding,
        "newspaper": page.newspaper,
        "page": page.number,
        "area": list(page.area) or None,
        "area_evidence": [area_evidence(each) for each in page.area_evidence],
        "issue_date": when
        and {
            "date": when.date.isoformat(),
            "precision": when.precision,
            "origin": when.origin,
            "earliest": when.earliest.isoformat(),
            "latest": when.latest.isoformat(),
            "reason": when.reason,
        },
        "items": [_item(item) for item in page.items],
        "problems": [
            {"line": problem.line, "text": problem.text, "reason": problem.reason} for problem in page.problems
        ],
        "unassigned": {str(number): aside for number, aside in sorted(page.unassigned.items())},
    }


def area_evidence(each: AreaEvidence) -> dict[str, Any]:
    """A name that speaks for the home area, as it is printed and stored."""
    return {
        "name": each.name,
        "places": [list(path) for path in each.places],
        "weight": each.weight,
        "times": each.times,
        "lines": list(each.lines),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "section": item.section,
        "kicker": item.kicker,
        "headline": item.headline,
        "deck": item.deck,
        "lines": {str(number): role for number, role in sorted(item.lines.items())},
        "text": item.text,
        "captions": item.captions,
        "breaks": [
            {"position": gap.position, "kind": gap.kind, "confidence": gap.confidence, "lines": list(gap.lines)}
            for gap in item.breaks
        ],
        "illustrates": item.illustrates,
        "continues": item.continues,
        "goes_on": item.goes_on,
        "confidence": item.confidence,
        "bylines": [{"name": byline.name, "role": byline.role} for byline in item.bylines],
        "people": [_person(person) for person in item.people],
        "places": [_place(place) for place in item.places],
        "references": [
            {"text": each.text, "path": list(each.path), "line": each.span.line} for each in item.references
        ],
        "organizations": [_organization(body) for body in item.organizations],
        "events": [_event(event) for event in item.events],
        "dates": [_date(mention) for mention in item.dates],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "titles": list(person.titles),
        "posts": [_post(post) for post in person.posts],
        "changes": [_change(change) for change in person.changes],
        "lines": _lines(person.spans),
        "actions": [{"verb": each.verb, "field": each.span.field, "line": each.span.line} for each in person.actions],
        "rule": person.rule,
        "confidence": person.confidence,
    }


def _post(post: Post) -> dict[str, str]:
    return {"organization": post.organization, "title": post.title}


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "title": change.title,
        "post": change.post and _post(change.post),
        "day": change.day and change.day.isoformat(),
        "field": change.span and change.span.field,
        "line": change.span and change.span.line,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "type": place.type,
        "parents": list(place.parents),
        "lines": _lines(place.spans),
        "rule": place.rule,
        "confidence": place.confidence,
    }


def _organization(body: Organization) -> dict[str, Any]:
    return {
        "name": body.name,
        "full_name": body.full_name,
        "aliases": list(body.aliases),
        "type": body.type,
        "place": list(body.place),
        "lines": _lines(body.spans),
        "rule": body.rule,
        "confidence": body.confidence,
    }


def _date(mention: DateMention) -> dict[str, Any]:
    return {
        "text": mention.text,
        "start": mention.first and mention.first.isoformat(),
        "end": mention.last and mention.last.isoformat(),
        "precision": mention.precision,
        "origin": mention.origin,
        "reason": mention.reason,
        "generic": mention.generic,
        "field": mention.span.field,
        "line": mention.span.line,
        "confidence": mention.confidence,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "type": event.type,
        "start": event.start and event.start.isoformat(),
        "end": event.end and event.end.isoformat(),
        "precision": event.precision,
        "place": event.place,
        "host": event.host,
        "participants": [{"name": each.name, "part": each.part} for each in event.participants],
        "lines": list(event.lines),
        "rule": event.rule,
        "confidence": event.confidence,
    }


def _lines(spans: tuple[Span, ...]) -> list[int]:
    return sorted({span.line for span in spans if span.line is not None})
