"""Facts about the installation, on both databases."""

from mentions.store import meta
from mentions.store.database import Database


def test_only_the_first_claims(db: Database) -> None:
    for expected in (True, False):
        with db.write() as tx:
            assert meta.claim_once(tx, "default rule") is expected
