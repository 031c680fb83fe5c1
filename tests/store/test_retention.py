"""What is deleted on request."""

from mentions.query import Document
from mentions.store import documents, retention
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.search.stored_mentions import change, store


def test_an_author_is_forgotten_however_the_name_is_written(db: Database) -> None:
    theirs, addressed, others = store(
        db,
        [
            Document(text="раз", author="Иван Петров"),
            Document(text="два", author="Ваня"),
            Document(text="три", author="Пётр Иванов"),
        ],
    )
    change(db, addressed, author_url="https://vk.com/ivan")
    with db.read() as tx:
        assert retention.names_of(tx, "иван ПЕТРОВ") == ["Иван Петров"]
        assert retention.names_of(tx, "https://vk.com/ivan") == ["Ваня"]
    assert retention.forget_author(db, "иван ПЕТРОВ", utc_now()) == 1
    assert retention.forget_author(db, "https://vk.com/ivan", utc_now()) == 1
    assert retention.forget_author(db, "Никто", utc_now()) == 0
    with db.read() as tx:
        assert documents.versions(tx, theirs, others).keys() == {others}
