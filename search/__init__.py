"""The search engines: embedded and Elasticsearch."""
