import pytest

from sentiment.forms import places


@pytest.mark.parametrize(
    ("text", "forms", "found"),
    [
        ("Спасибо Сбербанку и сберу", ["Сбербанк", "сбер"], ["Сбербанку", "сберу"]),
        ("в СБЕРБАНКЕ очередь", ["Сбербанк"], ["СБЕРБАНКЕ"]),
        ("перешёл к тинькоффу", ["Тинькофф"], ["тинькоффу"]),
        ("стоял в Банке Москвы час", ["Банк Москвы"], ["Банке Москвы"]),
        ("Москвы банк", ["Банк Москвы"], []),
        ("сберегательная касса", ["Сбер"], []),
        ("#ВТБ24 и втб", ["ВТБ"], ["втб"]),
        ("Пятёрочки и Пятерочку", ["Пятерочка"], ["Пятёрочки", "Пятерочку"]),
        ("ozonом доставили, Ozon молодец", ["Ozon"], ["ozonом", "Ozon"]),
        ("альфа-банком недоволен", ["Альфа-Банк"], ["альфа-банком"]),
        ("никого", ["", "!!!"], []),
    ],
)
def test_a_brand_is_found_in_any_case_and_inflection(
    text: str, forms: list[str], found: list[str]
) -> None:
    assert [text[place.start : place.end] for place in places(text, forms)] == found


def test_overlapping_finds_are_one_place() -> None:
    assert len(places("Банк Москвы", ["Банк Москвы", "Москва"])) == 1
