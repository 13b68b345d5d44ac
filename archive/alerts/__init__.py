"""Digests of saved searches by e-mail: `send_due(today, say, complain)`.

The face of this package, above the views because a saved search is read by the search page's own form.
"""

from archive.alerts.sending import ServerAway, Tally, send_due

__all__ = ["ServerAway", "Tally", "send_due"]
