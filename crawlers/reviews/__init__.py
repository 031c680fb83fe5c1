"""Kinds of sources that are lists of reviews, newest first."""
