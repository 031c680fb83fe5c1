"""The tokens of the words that texts are written with: worked out once, and kept.

Analysing a word costs a hundred times what looking it up does, and an index that is made anew is
made of words that were all met before. What is kept names the forms that it was made with, so
other forms (a new dictionary) have each word analysed once more.
"""

from collections.abc import Collection, Iterable
from hashlib import blake2b
from threading import Lock

from mentions.store.database import Database, Transaction, sql, sql_many
from mentions.store.documents import StoredDocument
from mentions.text import FORMS_VERSION
from mentions.text.words import PIECE
from search import state
from search.terms import DocumentTokens, PieceTokens, document_tokens, piece_tokens

LONGEST_KEPT = 64
"""Characters; what is longer, or a web address, is seldom written twice."""
REMEMBERED = 50_000
_MADE_WITH = int.from_bytes(blake2b(f"{state.LAYOUT}-{FORMS_VERSION}".encode()).digest()[:7])

Made = dict[int, tuple[StoredDocument, DocumentTokens]]


class Pieces:
    """The table of written words and their tokens, and those that this process met lately."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._recent: dict[str, PieceTokens] = {}
        self._older: dict[str, PieceTokens] = {}
        self._lock = Lock()
        without = " WITHOUT ROWID" if db.is_sqlite else ""
        with db.write() as tx:
            state.create_table(
                tx,
                "search_pieces (piece TEXT PRIMARY KEY, made_with BIGINT NOT NULL, "
                f"forms TEXT NOT NULL, exact TEXT NOT NULL){without}",
            )
            state.create_table(
                tx,
                "search_vocabulary "
                f"(term TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (term, token)){without}",
            )

    def made(self, stored: Collection[StoredDocument]) -> Made:
        """The tokens of mentions, by id; the vocabulary knows all of them from here on."""
        written = [
            (one, PIECE.findall(one.document.title), PIECE.findall(one.document.text))
            for one in stored
        ]
        known = self._known({piece for _, *texts in written for text in texts for piece in text})
        return {
            one.mention_id: (
                one,
                document_tokens(one, [known[p] for p in title], [known[p] for p in text]),
            )
            for one, title, text in written
        }

    def _known(self, pieces: Collection[str]) -> dict[str, PieceTokens]:
        known = self._remembered(pieces)
        missing = [piece for piece in pieces if piece not in known]
        if missing:
            with self._db.read() as tx:
                kept = _read(tx, missing)
            new = {piece: piece_tokens(piece) for piece in missing if piece not in kept}
            if new:
                self._keep(new)
            bare = {piece: PieceTokens(one.forms, one.exact) for piece, one in new.items()}
            self._remember(kept | bare)
            known |= kept | bare
        return known

    def kept(self, tx: Transaction, pieces: Collection[str]) -> dict[str, PieceTokens]:
        """The tokens of those of the pieces that are kept, without their vocabulary."""
        known = self._remembered(pieces)
        if missing := [piece for piece in pieces if piece not in known]:
            read = _read(tx, missing)
            self._remember(read)
            known |= read
        return known

    def _keep(self, new: dict[str, PieceTokens]) -> None:
        """One commit for the words and for what the vocabulary must know of them."""
        pairs = sorted({pair for tokens in new.values() for pair in tokens.vocabulary})
        with self._db.write() as tx:
            sql_many(
                tx,
                "INSERT INTO search_vocabulary (term, token) VALUES (:term, :token) "
                "ON CONFLICT DO NOTHING",
                [{"term": term, "token": token} for term, token in pairs],
            )
            sql_many(
                tx,
                "INSERT INTO search_pieces (piece, made_with, forms, exact) "
                "VALUES (:piece, :made_with, :forms, :exact) ON CONFLICT (piece) DO UPDATE SET "
                "made_with = excluded.made_with, forms = excluded.forms, exact = excluded.exact",
                [
                    {"piece": piece, "made_with": _MADE_WITH, "forms": new[piece].forms,
                     "exact": new[piece].exact}
                    for piece in sorted(filter(_is_kept, new))
                ],
            )  # fmt: skip

    def _remembered(self, pieces: Iterable[str]) -> dict[str, PieceTokens]:
        with self._lock:
            recent, older = self._recent, self._older
            found = {piece: recent[piece] for piece in pieces if piece in recent}
            again = {
                piece: older[piece] for piece in pieces if piece not in found and piece in older
            }
            recent.update(again)
        return found | again

    def _remember(self, met: dict[str, PieceTokens]) -> None:
        with self._lock:
            if len(self._recent) > REMEMBERED:
                self._older, self._recent = self._recent, {}
            self._recent.update({piece: met[piece] for piece in filter(_is_kept, met)})


def _read(tx: Transaction, pieces: list[str]) -> dict[str, PieceTokens]:
    chosen, values = state.among(tx, pieces)
    query = (
        "SELECT piece, forms, exact FROM search_pieces "  # noqa: S608 - values are bound
        f"WHERE made_with = :made_with AND piece {chosen}"
    )
    rows = sql(tx, query, made_with=_MADE_WITH, values=values)
    return {piece: PieceTokens(forms, exact) for piece, forms, exact in rows}


def _is_kept(piece: str) -> bool:
    return len(piece) <= LONGEST_KEPT and "://" not in piece
