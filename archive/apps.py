"""The Django applications: where jieba keeps its cache, who hears of changed articles, which admin is used."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from archive import words


class ArchiveConfig(AppConfig):
    """Fangzhi."""

    name = "archive"
    verbose_name = _("方志")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Point jieba at the private folder, connect the outbox, add a check to Django's."""
        words.use_cache_folder(settings.VAR / "jieba")
        from archive import checks
        from archive.models import changes, roles, statistics

        register(checks.not_as_root)
        changes.connect()
        post_migrate.connect(roles.ensure, sender=self)
        post_migrate.connect(statistics.tell, sender=self)


class DeskConfig(AdminConfig):
    """Django's admin, with the curators' desk as its site."""

    default_site = "archive.desk.Desk"
