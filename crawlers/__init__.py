"""Fetching: what sources publish, as raw items."""
