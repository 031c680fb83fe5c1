"""Reading an article's text out of its page. Runs in the parser process."""

import trafilatura


def extract(body: bytes, url: str) -> str:
    """The article's plain text, paragraphs on lines of their own; "" where none was found."""
    return trafilatura.extract(body, url=url, include_comments=False) or ""
