"""The application: settings, wiring, command line, demo."""
