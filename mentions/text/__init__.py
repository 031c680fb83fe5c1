"""How text is cut and normalised for matching: one place, used by every engine and every query.

    text ─► PIECE (runs that one look sees) ─► parts of a piece ─► Word(exact, lemmas, marks)

A *position* is the number of a word in a text, counted from 0. A hyphenated or glued word
(«банк-онлайн», «5кг», «М.Видео») takes one position for each of its parts, so a phrase finds it
however it was written. What is shown to people is never changed by anything here.
"""

from mentions.text.analysis import AnalysedText, Token, index_terms, tokens
from mentions.text.letters import cased, fold
from mentions.text.lexemes import FORMS_VERSION, forms
from mentions.text.words import Word, words

__all__ = [
    "FORMS_VERSION",
    "AnalysedText",
    "Token",
    "Word",
    "cased",
    "fold",
    "forms",
    "index_terms",
    "tokens",
    "words",
]
