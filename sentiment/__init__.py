"""The tone model: what a text does to a brand, whether it asks, whether the brand should answer."""

from sentiment.classifier import Classifier

__all__ = ["Classifier"]
