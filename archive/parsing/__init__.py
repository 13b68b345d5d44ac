"""From a page's text to articles and findings. Pure: no Django, no database, no settings.

`parse_page` reads a page dump, `parse_article` an article that came separately; both return frozen values from
`structures`. What a page does not print is passed in as `Given`, the names of places as a `Gazetteer`.
"""

from archive.parsing.page import parse_article, parse_page, tagged_ahead
from archive.parsing.structures import ArticleText, Given, Item, PageDump, ParsedPage

__all__ = ["ArticleText", "Given", "Item", "PageDump", "ParsedPage", "parse_article", "parse_page", "tagged_ahead"]
