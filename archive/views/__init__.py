"""The reading room: form, query, page, explicit context."""
