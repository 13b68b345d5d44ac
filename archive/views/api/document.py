"""What can be asked, as an OpenAPI document made from forms and answers, and the same as a page for readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.search import FACETS
from archive.search.trends import MOST_PHRASES
from archive.views.api.answering import Operation, answering
from archive.views.api.glossary import PARAMETERS, field_meaning
from archive.views.api.listing import After, Moment
from archive.views.api.suggest import Typed
from archive.views.api.trends import Phrases
from archive.views.api.values import Answer, Error
from archive.views.filters import LABELS
from archive.views.reading import read_only
from archive.views.search_form import MOST_CHOSEN, Day, Parameters, Values, Whole
from archive.views.trends import LONGEST_PHRASE

VERSION = "1"
WITHOUT_CONTENT = (302, 304)
REF = "#/components/schemas/{name}"


class Document(Answer, frozen=True, kw_only=True):
    """An OpenAPI document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]


class DocumentForm(Parameters):
    """In which language the document explains."""

    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field as the page tells it: its name, how it is written, which shape that is, its meaning."""

    name: str
    written: str
    shape: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Section:
    """An address, or a shape, with its rows; `answer` is the shape that an address answers with."""

    name: str
    summary: str
    rows: list[Row]
    answer: str = ""
    example: str = ""
    excludes: bool = False


@answering(Document, gettext_lazy("这份说明，OpenAPI 格式"), DocumentForm)
def file(_request: HttpRequest, form: DocumentForm) -> Document:
    """The document, in the language asked for."""
    with translation.override(form.cleaned_data["language"] or translation.get_language()):
        return document()


@read_only
def page(request: HttpRequest) -> HttpResponse:
    """The document for readers."""
    told = document()
    shapes = told.components["schemas"]
    return render(
        request,
        "archive/api.html",
        {
            "addresses": [_address(path, item["get"]) for path, item in told.paths.items()],
            "shapes": [
                Section(name, "", [_row(*each) for each in shape["properties"].items()])
                for name, shape in shapes.items()
            ],
        },
    )


def document() -> Document:
    """The document in the present language."""
    operations = list(_operations())
    answers = [Error, *dict.fromkeys(operation.answer for _name, _path, operation in operations)]
    _refs, shapes = msgspec.json.schema_components(answers, ref_template=REF)
    for name, shape in shapes.items():
        shape.pop("description", None)
        listing = {"next", "previous"} <= shape["properties"].keys()
        for field, schema in shape["properties"].items():
            schema["description"] = field_meaning(name, listing, field)
    return Document(
        openapi="3.1.0",
        info={"title": _("方志 API"), "version": VERSION, "description": _("只供读取；只有公开的内容。")},
        paths={path: {"get": _operation(name, path, operation)} for name, path, operation in operations},
        components={"schemas": shapes},
    )


def _operations() -> Iterator[tuple[str, str, Operation]]:
    """Names, paths and operations, in the order of the addresses."""
    for pattern in get_resolver().url_patterns:
        operation = getattr(getattr(pattern, "callback", None), "operation", None)
        if operation:
            yield pattern.name, "/" + str(pattern.pattern).replace("<int:pk>", "{pk}"), operation


def _operation(name: str, path: str, operation: Operation) -> dict[str, Any]:
    key = {
        "name": "pk",
        "in": "path",
        "required": True,
        "description": str(PARAMETERS["pk"]),
        "schema": {"type": "integer", "minimum": 1},
    }
    return {
        "operationId": name,
        "summary": str(operation.summary),
        "parameters": [*([key] if "{pk}" in path else []), *parameters(operation.form)],
        "responses": {
            "200": _response(200, operation.answer),
            **{str(status): _response(status, Error) for status in sorted({304, 400, *operation.may})},
        },
    }


def _response(status: int, answer: type[Answer]) -> dict[str, Any]:
    described = {"description": HTTPStatus(status).phrase}
    if status in WITHOUT_CONTENT:
        return described
    schema = {"$ref": REF.format(name=answer.__name__)}
    return {**described, "content": {"application/json": {"schema": schema}}}


def parameters(form: type[Parameters]) -> list[dict[str, Any]]:
    """A form's parameters as the document tells them. A blank one is not asked."""
    bound = form({})
    return [
        {
            "name": bound.add_prefix(name),
            "in": "query",
            "required": False,
            "allowEmptyValue": True,
            "description": _meaning(form, bound.add_prefix(name), field),
            "schema": _written(field),
        }
        for name, field in bound.fields.items()
    ]


def _meaning(form: type[Parameters], name: str, field: forms.Field) -> str:
    if isinstance(field, Values):
        label = str(LABELS[name.removeprefix("-")])
        return (_("不要“%(what)s”是这些的") if name.startswith("-") else _("“%(what)s”是其中之一")) % {"what": label}
    if name == "q" and form is Typed:
        return str(PARAMETERS["typed"])
    return str(PARAMETERS["phrases" if isinstance(field, Phrases) else name])


def _written(field: forms.Field) -> dict[str, Any]:
    """How a parameter is written, as a JSON schema."""
    match field:
        case Whole():
            return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
        case Day():
            return {"type": "string", "format": "date"}
        case Moment():
            return {"type": "string", "format": "date-time"}
        case Values():
            return {"type": "array", "maxItems": MOST_CHOSEN, "items": _text(field.pattern.pattern)}
        case Phrases():
            items = {"type": "string", "maxLength": LONGEST_PHRASE}
            return {"type": "array", "maxItems": MOST_PHRASES, "items": items}
        case After():
            return _text(field.pattern.pattern)
        case forms.ChoiceField():
            return {"type": "string", "enum": [value for value, _label in field.choices]}
        case forms.CharField(max_length=int(longest)):
            return {"type": "string", "maxLength": longest, "pattern": r"^[^\x00]*$"}
    return {"type": "string"}


def _text(pattern: str) -> dict[str, Any]:
    """A text of which all is written like a pattern of ours."""
    return {"type": "string", "pattern": f"^(?:{pattern})$".replace(r"\0", r"\x00")}


def _address(path: str, told: dict[str, Any]) -> Section:
    """An address for readers; a facet that shuts out is told of once."""
    asked = [each for each in told["parameters"] if not each["name"].startswith("-")]
    answer = told["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return Section(
        path,
        told["summary"],
        [_row(each["name"], {**each["schema"], "description": each["description"]}) for each in asked],
        answer.rpartition("/")[2],
        "" if "{" in path else path,
        any(each["name"] in FACETS for each in asked if f"-{each['name']}" in {p["name"] for p in told["parameters"]}),
    )


def _row(name: str, schema: dict[str, Any]) -> Row:
    kinds = schema.get("anyOf", [schema])
    inner = [each.get("items", each) for each in kinds]
    shape = next((each["$ref"].rpartition("/")[2] for each in inner if "$ref" in each), "")
    return Row(name, " | ".join(map(_kind, kinds)), shape, schema["description"])


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word: integer, string (date), [PersonRow]."""
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "maximum" in schema:
        return f"{schema['minimum']}–{schema['maximum']}"
    written = str(schema.get("type", "any"))
    return f"{written} ({schema['format']})" if "format" in schema else written
