"""The curators' desk in the Django admin."""
