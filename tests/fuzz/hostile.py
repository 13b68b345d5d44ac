"""An archive whose every text is hostile: markup, scripts, addresses that are scripts, formulas, ends of headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import CharField, JSONField, Model, QuerySet, TextField
from django.utils import timezone

from archive.curating.exchange import importing
from archive.curating.exchange.kinds import KINDS
from archive.models import Decision, Disagreement, Ingest, KeptArticle, ReadingList, SavedSearch, Upload
from tests.admin.rows import MAKERS
from tests.views import scene as scenes

# What the browser would leave behind if it ran any of them; `owned` is looked for after each page. The longest that
# a column takes is written into it, in turn with others.
MARKUP = (
    "<svg onload=owned=1>",
    "<img src=x onerror=owned=1>",
    "\"><script>owned=1</script><a href='",
    "' autofocus onfocus='owned=1' x='",
    "</script><script>owned=1</script>",
    "javascript:owned=1//",
    "</title></textarea></style><img src=//fuzz.invalid/x onerror=owned=1>",
    "{{ settings.SECRET_KEY }}{% debug %}${owned=1}#{owned=1}",
    "--></option></select><iframe srcdoc='<script>top.owned=1</script>'></iframe>",
    '<a href="javascript:owned=1" style="background:url(//fuzz.invalid/y)" onclick=owned=1>石门镇</a>',
    "<base href=//fuzz.invalid/><meta http-equiv=refresh content=0;url=//fuzz.invalid/z>",
)
LEADS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = tuple(f"{lead}1+1" for lead in LEADS) + (' \u3000=HYPERLINK("x")', "'=1", '"=1+1')
HEADERS = ("a\r\nSet-Cookie: owned=1", 'a"; filename="b.exe', "\r\n\r\n<script>", "青岚日报" * 12, "\u202etxt.exe")

# What is no text but says what something is: a program wrote it, and reads it.
STRUCTURE = {
    *("kind", "object_type", "subject_type", "action", "who", "model", "field", "language", "query", "sha256"),
    *("checksum", "extractor", "encoding", "digest", "rule", "address", "slug"),
}
# Spans count characters in these, so what is hostile stands at the end.
LONG = {"text", "raw", "captions"}
# Texts inside of values.
INSIDE = {"titles", "posts", "area", "refused", "arguments", "told", "value", "unknown"}


def build(payloads: Sequence[str]) -> User:
    """Make one of everything that can be shown, let all its texts be hostile, and return who may see all of it."""
    scene = scenes.build()
    for number, make in enumerate(MAKERS.values(), 1):
        make(number * 101)
    chief = User.objects.create_superuser("fuzz", "fuzz@example.org")
    _at_the_desk(scene, chief)
    own = ReadingList.objects.create(owner=chief, name="清单")
    KeptArticle.objects.create(reading_list=own, article=scene.article, note="记")
    SavedSearch.objects.create(owner=chief, name="云溪区", query="q=云溪区", language="zh-hans")
    for model in apps.get_app_config("archive").get_models():
        if not model.__name__.startswith("Historical"):
            spoil(model, payloads)
    return chief


def _at_the_desk(scene: scenes.Scene, chief: User) -> None:
    """What lies there: an upload, a table, a decision, a version that the machine would have instead, two versions."""
    Upload.objects.create(made_by=chief, state="failed", error="错", refused=[["1.doc", "不是文本"]], newspaper="报")
    head = "id,姓名,说明\r\n"
    rows = "".join(f'{n},"""><script>owned=1</script>","=1+1"\r\n' for n in ("", "x", scene.person.pk))
    importing.receive(KINDS["people"], "<svg onload=owned=1>.csv", (head + rows).encode(), chief.pk, uuid4())
    about = {"subject_type": "person", "subject_id": scene.person.pk, "label": "陆明远", "made_by": chief}
    Decision.objects.create(kind=Decision.Kind.values[0], reason="因", data={}, **about)
    run = Ingest.objects.create(arguments={"paths": ["dumps"]})
    Disagreement.objects.create(
        model="person", object_id=scene.person.pk, field="note", value="注", ingest=run, seen_at=timezone.now()
    )
    for note in ("甲", "<svg onload=owned=1>"):
        scene.person.note = note
        scene.person.save()


def spoil(model: type[Model], payloads: Sequence[str]) -> None:
    """Write a payload into every text of every row, and not past a column's length."""
    chosen = list(_columns(model))
    for number, row in enumerate(QuerySet(model).order_by("pk")):
        values = {}
        for place, (name, longest, unique) in enumerate(chosen):
            former, ending = getattr(row, name), f" {row.pk}" if unique else ""
            fitting = [each for each in payloads if not longest or len(each) + len(ending) <= longest]
            if fitting and former is not None:
                payload = fitting[(number * 3 + place) % len(fitting)] + ending
                values[name] = _spoilt(name, former, payload)
        if values:
            QuerySet(model).filter(pk=row.pk).update(**values)


def _spoilt(name: str, former: Any, payload: str) -> Any:
    if isinstance(former, dict):
        return {key: _spoilt(name, value, payload) for key, value in former.items()}
    if isinstance(former, list):
        return [_spoilt(name, value, payload) for value in former]
    if not isinstance(former, str):
        return former
    return f"{former}\n{payload}" if name in LONG else payload


def _columns(model: type[Model]) -> Iterator[tuple[str, int | None, bool]]:
    """The texts of a model: name, length, whether no two rows may have the same."""
    for field in model._meta.concrete_fields:
        text = isinstance(field, CharField | TextField) and not field.choices and field.name not in STRUCTURE
        if text or (isinstance(field, JSONField) and field.name in INSIDE):
            yield field.name, field.max_length, field.unique or field.name == "path"
