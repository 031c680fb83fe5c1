"""The window in the browser."""
