"""The store: the only place that knows SQL tables. Everything in it runs inside a transaction."""
