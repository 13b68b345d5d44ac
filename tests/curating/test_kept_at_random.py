"""What is kept of silences is, after each of many acts at random, what published articles tell then."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, linking, merging, rejecting, states, titling
from archive.curating.leading import MODELS
from archive.models import Article, Decision, Mention, Person, Sighting, Silence, terms
from archive.models.silences import SILENCE
from tests import thorough
from tests.ingest.conftest import run

ACTS = thorough.part(30)  # Other ones every time.

Row = tuple[int, int, date, date]


def told() -> set[Row]:
    """The silences, as a look at each day on which somebody is seen in public tells them."""
    found: set[Row] = set()
    last: dict[tuple[int, int], date] = {}
    rows = Sighting.objects.public().filter(post__isnull=False, day__isnull=False).order_by("day")
    for person, post, day in rows.values_list("mention__person", "post", "day"):
        if (person, post) in last and day - last[person, post] >= SILENCE:
            found.add((person, post, last[person, post], day))
        last[person, post] = day
    return found


def kept() -> set[Row]:
    """The silences as they are kept."""
    return set(Silence.objects.values_list("person", "post", "since", "until"))


class Acts:
    """Acts at random on what there is."""

    def __init__(self, chance: random.Random, curator: User) -> None:
        self.chance, self.curator = chance, curator

    def one(self) -> str:
        """Do one; return which."""
        act: Callable[[], object] = self.chance.choice(
            [self.show, self.show, self.merge, self.merge, self.reject, self.link, self.call, self.undo, self.undo]
        )
        try:
            act()
        except deciding.Refused:
            return "refused"
        return act.__name__

    def show(self) -> None:
        pks = self.chance.sample(list(Article.objects.order_by("pk").values_list("pk", flat=True)), 4)
        states.set_state(pks, self.chance.choice(list(Article.State)), reason="核对")

    def merge(self) -> None:
        kind = self.chance.choice([*MODELS, "person", "person"])
        pks = list(MODELS[kind].objects.order_by("pk").values_list("pk", flat=True))
        merging.merge(kind, *self.chance.sample(pks, 2))

    def reject(self) -> None:
        rejecting.reject("person", self._mention().text)

    def link(self) -> None:
        linking.link("person", [self._mention().pk], self._person())

    def call(self) -> None:
        titling.call("person", self._person(), self._mention().text)

    def undo(self) -> None:
        if pks := list(Decision.objects.standing().order_by("pk").values_list("pk", flat=True)):
            deciding.undo(self.chance.choice(pks), self.curator.pk)

    def _person(self) -> int:
        return self.chance.choice(list(Person.objects.order_by("pk").values_list("pk", flat=True)))

    def _mention(self) -> Mention:
        return self.chance.choice(list(Mention.objects.filter(person__isnull=False).order_by("pk")))


@pytest.mark.dear
def test_silences_are_those_of_every_day_after_every_act(samples: Path, curator: User, seed: int) -> None:
    chance = random.Random(seed)
    assert kept() == told()
    # The samples are of some weeks: what they tell is spread over years.
    for row in Sighting.objects.filter(day__isnull=False).order_by("pk"):
        row.day = date(2012, 1, 1) + timedelta(chance.randrange(4000))
        row.save(update_fields=["day"])
    terms.derive(Sighting.objects.pairs())
    assert kept() == told()
    assert len(kept()) > 5
    acts = Acts(chance, curator)
    for number in range(ACTS):
        done = acts.one()
        assert kept() == told(), (number, done)
    Article.objects.update(checksum="")
    for command in (("extract",), ("ingest", samples)):
        assert run(*command).status == 0
        assert kept() == told(), command
