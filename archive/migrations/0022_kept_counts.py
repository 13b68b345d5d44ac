from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Cast, Substr

HALF_A_YEAR = timedelta(days=180)
AT_ONCE = 1_000


def find(apps, _editor):
    """Find the silences that follow from what published articles tell, as the acts that change it do from now on."""
    Sighting = apps.get_model("archive", "Sighting")
    Silence = apps.get_model("archive", "Silence")
    article = "mention__article"
    whole = models.Q(**{f"{article}__joined_to": None}) | models.Q(**{f"{article}__joined_to__state": "published"})
    seen = Sighting.objects.filter(
        whole, mention__status="linked", post__isnull=False, day__isnull=False, **{f"{article}__state": "published"}
    )
    text = models.TextField()
    by_month = seen.annotate(month=Substr(Cast("day", text), 1, 7)).values_list("mention__person", "post", "month")
    bounds = {"first": Cast(models.Min("day"), text), "last": Cast(models.Max("day"), text)}
    rows = by_month.annotate(**bounds).order_by("mention__person", "post", "month")
    found = []
    for (person, post), months in groupby(rows.iterator(), key=itemgetter(0, 1)):
        last = None
        for *_, begin, end in months:
            day = date.fromisoformat(begin)
            if last and day - last >= HALF_A_YEAR:
                found.append(Silence(person_id=person, post_id=post, since=last, until=day))
            last = date.fromisoformat(end)
        if len(found) >= AT_ONCE:
            Silence.objects.bulk_create(found)
            found = []
    Silence.objects.bulk_create(found)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0021_kept_questions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="silences",
                        to="archive.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="silences", to="archive.post"
                    ),
                ),
            ],
            options={
                "ordering": ["person", "post", "since"],
                "constraints": [models.UniqueConstraint(fields=("person", "post", "since"), name="silence_once")],
            },
        ),
        migrations.RunPython(find, migrations.RunPython.noop, elidable=True),
    ]
