"""Placeholder until the engine is written."""

from haystack.backends.whoosh_backend import WhooshEngine as Engine  # noqa: F401
