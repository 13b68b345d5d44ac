"""The Django application: where jieba keeps its cache, and who hears of changed articles."""

from django.apps import AppConfig
from django.conf import settings

from archive import words


class ArchiveConfig(AppConfig):
    """Fangzhi."""

    name = "archive"
    verbose_name = "方志"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Point jieba at the private folder and connect the outbox."""
        words.use_cache_folder(settings.VAR / "jieba")
        from archive.models import outbox

        outbox.connect()
