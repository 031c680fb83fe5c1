"""Warned in time, and not one time too many: surges, notices about them, and digests."""
