"""The core: what a mention is, how it is matched, told apart, and kept."""
