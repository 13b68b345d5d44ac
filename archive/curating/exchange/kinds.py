"""What goes out and comes in: of each kind its columns, named in Chinese, English and Popolo's words.

Popolo: https://www.popoloproject.com/specs/ . What it has no word for stands under a name of its own beside its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db import models
from django.utils.translation import get_language

from archive.models import Event, Membership, Organization, Person, Place, Post


class Form(Enum):
    """How the cells of a field are read."""

    TEXT = auto()
    DATE = auto()
    PRECISION = auto()
    NAMES = auto()
    PLACE = auto()
    BODY = auto()
    PERSON = auto()
    POST = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `path` leads to its value in Popolo's object."""

    key: str
    zh: str
    path: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its heading for the reader."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.key.replace("_", " ")

    def is_called(self, heading: str) -> bool:
        """Whether a heading means it: case, spaces and underscores are all one."""
        said = "".join(heading.split()).replace("_", "").casefold()
        return said in (self.key.replace("_", ""), self.zh.casefold())


@dataclass(frozen=True, slots=True)
class Field:
    """What a record knows, and the columns that tell it: a body is told by its name and its place."""

    name: str
    form: Form
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def label(self) -> str:
        """What it is called for the reader."""
        telling = {Form.PERSON: 1, Form.POST: -1}.get(self.form, 0)
        return self.columns[telling].label


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name in addresses and commands, and that of Popolo's list of them.

    `related` and `prefetched` are read along with each record.
    """

    name: str
    model: type[Any]
    list_name: str
    fields: tuple[Field, ...]
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in their order."""
        return (ID, *(column for field in self.fields for column in field.columns), *MARKS)

    @property
    def label(self) -> str:
        """What its records are called."""
        return str(self.model._meta.verbose_name)

    @property
    def records(self) -> models.QuerySet[Any]:
        """The records with what their cells tell."""
        found: models.QuerySet[Any] = self.model._base_manager.select_related(*self.related)
        return found.prefetch_related(*self.prefetched)

    def permissions(self, *verbs: str) -> list[str]:
        """archive.view_person …"""
        return [f"archive.{verb}_{self.model._meta.model_name}" for verb in verbs]


ID = Column("id", "编号", ("id",))
# By these a row is known again: which version it was, when its record was made, and what each field was.
REVISION = Column("revision", "修订号", ("revision",))
CREATED = Column("created_at", "创建时间", ("created_at",))
SEAL = Column("seal", "校验", ("seal",))
MARKS = (REVISION, CREATED, SEAL)

_AREA = ("area", "identifier")
_ORGANIZATION = (
    Column("organization", "机构", ("organization", "name")),
    Column("organization_place", "机构所在地区", ("organization", *_AREA)),
)
_OTHER_NAMES = Field("other_names", Form.NAMES, (Column("other_names", "别名", ("other_names",)),))


def _text(name: str, zh: str, *path: str, required: bool = False) -> Field:
    return Field(name, Form.TEXT, (Column(name, zh, path),), required)


def _date(name: str, zh: str, *path: str) -> Field:
    return Field(name, Form.DATE, (Column(name, zh, path),))


def _place(name: str, zh: str, *path: str) -> Field:
    return Field(name, Form.PLACE, (Column(name, zh, path),))


PEOPLE = Kind(
    "people",
    Person,
    "persons",
    (
        _text("name", "姓名", "name", required=True),
        _OTHER_NAMES,
        _place("home", "所在地区", *_AREA),
        _text("note", "区别说明", "summary"),
    ),
    ("home",),
    ("other_names",),
)
ORGANIZATIONS = Kind(
    "organizations",
    Organization,
    "organizations",
    (
        _text("name", "名称", "name", required=True),
        _OTHER_NAMES,
        _text("type", "类型", "classification"),
        _place("place", "所在地区", *_AREA),
        Field(
            "parent",
            Form.BODY,
            (
                Column("parent", "上级机构", ("parent", "name")),
                Column("parent_place", "上级机构所在地区", ("parent", *_AREA)),
            ),
        ),
        _text("note", "说明", "description"),
    ),
    ("place", "parent__place"),
    ("other_names",),
)
POSTS = Kind(
    "posts",
    Post,
    "posts",
    (
        Field("organization", Form.BODY, _ORGANIZATION, required=True),
        _text("title", "职务", "role", required=True),
    ),
    ("organization__place",),
)
MEMBERSHIPS = Kind(
    "memberships",
    Membership,
    "memberships",
    (
        Field(
            "person",
            Form.PERSON,
            (
                Column("person_id", "人物编号", ("person_id",)),
                Column("person", "人物", ("person", "name")),
                Column("home", "所在地区", ("person", *_AREA)),
            ),
            required=True,
        ),
        Field("post", Form.POST, (*_ORGANIZATION, Column("title", "职务", ("role",))), required=True),
        _date("first_seen", "最早见报", "first_seen"),
        _date("last_seen", "最晚见报", "last_seen"),
        _date("start", "到任", "start_date"),
        _date("end", "离任", "end_date"),
    ),
    ("person__home", "post__organization__place"),
)
PLACES = Kind(
    "places",
    Place,
    "areas",
    (
        _text("name", "地名", "name", required=True),
        _OTHER_NAMES,
        _text("type", "类型", "classification"),
        _place("parent", "上级", "parent", "identifier"),
        _text("note", "说明", "description"),
    ),
    ("parent",),
    ("other_names",),
)
EVENTS = Kind(
    "events",
    Event,
    "events",
    (
        _text("title", "名称", "name", required=True),
        _text("type", "类型", "classification"),
        _date("start", "开始", "start_date"),
        _date("end", "结束", "end_date"),
        Field("precision", Form.PRECISION, (Column("precision", "日期精度", ("date_precision",)),)),
        _place("place", "地点", "place", "identifier"),
        _text("place_name", "所印地点", "location"),
        _text("host", "主办者", "organization", "name"),
        _place("area", "所在地区", *_AREA),
    ),
    ("place", "area"),
)
KINDS = {kind.name: kind for kind in (PEOPLE, POSTS, MEMBERSHIPS, ORGANIZATIONS, PLACES, EVENTS)}
