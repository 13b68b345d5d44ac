"""The queue of open questions: what the machine could not settle, the most rewarding first, a card for each.

A source (`names`, `twins`, `articles`, `rest`) knows the open questions of its kinds and what an answer does;
`room` is the page.
"""

from archive.admin.queue.room import ROOMS

__all__ = ["ROOMS"]
