"""What is brought becomes items that every database keeps."""

from mentions.pushed import read_item


def test_halves_of_surrogate_pairs_and_nul_are_left_out() -> None:
    item = read_item({"id": "a\0\ud800", "url": "https://a.ru/\udfff", "text": "Вектор\ud83d"})
    assert (item.key, item.url, item.text) == ("a?", "https://a.ru/?", "Вектор?")
