"""Digests: what was said in a day or a week, by mail, as text and as a workbook."""
