"""What takes long to find out, found now and then and kept: open questions of the costly kinds."""

from __future__ import annotations

from django.db import models


class KeptQuestions(models.Model):
    """The open questions of one kind as they were found last: `found` lists [about, title, weight], the most rewarding
    first; `found_at` is None until there are any, `begun_at` tells since when somebody looks for them anew."""

    kind = models.CharField(max_length=40, unique=True)
    found = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind
