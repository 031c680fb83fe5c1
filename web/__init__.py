"""The window in the browser."""

from web.application import create_app
from web.services import Services

__all__ = ["Services", "create_app"]
