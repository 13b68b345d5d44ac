"""What the archive knows: newspapers and articles, people and posts, places, events, and how they were read."""

from archive.models.arrivals import Arrival, Lookout
from archive.models.articles import Article, Byline
from archive.models.attempts import Attempt
from archive.models.base import Curated, Origin, Precision
from archive.models.copies import Likeness, TextKey
from archive.models.dates import DateMention
from archive.models.decisions import Decision, FormerRecord
from archive.models.events import Event, Participation
from archive.models.exchanges import Exchange
from archive.models.ingests import Ingest, IngestFile
from archive.models.joins import CannotJoin
from archive.models.leads import Lead, Rejection
from archive.models.mentions import Mention
from archive.models.newspaper import Issue, Newspaper, Page
from archive.models.outbox import IndexChange
from archive.models.people import Membership, Organization, OtherName, Person, Post
from archive.models.places import Place
from archive.models.questions import KeptQuestions
from archive.models.readers import KeptArticle, ReadingList, SavedSearch
from archive.models.reports import Report
from archive.models.runs import Disagreement, RunChange
from archive.models.sightings import Sighting
from archive.models.silences import Silence
from archive.models.uploads import Upload
from archive.models.wordlists import WordList

__all__ = [
    "Arrival",
    "Article",
    "Attempt",
    "Byline",
    "CannotJoin",
    "Curated",
    "DateMention",
    "Decision",
    "Disagreement",
    "Event",
    "Exchange",
    "FormerRecord",
    "IndexChange",
    "Ingest",
    "IngestFile",
    "Issue",
    "KeptArticle",
    "KeptQuestions",
    "Lead",
    "Likeness",
    "Lookout",
    "Membership",
    "Mention",
    "Newspaper",
    "Organization",
    "Origin",
    "OtherName",
    "Page",
    "Participation",
    "Person",
    "Place",
    "Post",
    "Precision",
    "ReadingList",
    "Rejection",
    "Report",
    "RunChange",
    "SavedSearch",
    "Sighting",
    "Silence",
    "TextKey",
    "Upload",
    "WordList",
]
