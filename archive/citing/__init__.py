"""Citations: what is known of a printed article in, references as text out. Pure: no Django, no database.

Nothing is made up: what the paper does not say stays out of a reference, and `doubts` names it.
"""

from archive.citing.bibtex import bibtex
from archive.citing.gbt7714 import EDITION, gbt7714
from archive.citing.ris import ris
from archive.citing.work import Doubt, Known, Work, doubts

__all__ = ["EDITION", "Doubt", "Known", "Work", "bibtex", "doubts", "gbt7714", "ris"]
