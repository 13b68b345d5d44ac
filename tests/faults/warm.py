"""What every program of a scenario begins with: settings, dictionaries and gazetteer are read, no database is open.

Imported once by the process of which programs are forked (multiprocessing's "forkserver"): a program is at work a
moment after its start, where reading all this would take it five seconds, and what is killed meanwhile shows nothing.
"""

import warnings

import django

warnings.simplefilter("ignore")
django.setup()

from archive import words  # noqa: E402 - the settings first
from archive.ingest import reading  # noqa: E402
from archive.ingest.run import load_gazetteer  # noqa: E402
from archive.parsing import ArticleText, Given, parse_article  # noqa: E402
from archive.search import analyzer  # noqa: E402

words.tagger()
analyzer.load()
_ARTICLE = ArticleText("1", "", "春灌", "", "本报讯 区长陆明远到石门镇。")
parse_article(_ARTICLE, Given(), load_gazetteer([])[0], reading.chosen_tagger())
