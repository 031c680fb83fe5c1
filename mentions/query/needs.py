"""Which words a query cannot match without, and which of them are worth looking for.

A need is a set of terms of which a matching document has at least one.
"""

from collections.abc import Sequence

Needs = tuple[frozenset[str], ...]
"""All needs of a node; none where it can match without any word."""

_MOST_OF_CHOICE = 4

# The most frequent lemmas by the frequency dictionaries of Russian and English: no query is indexed
# by them if it can help it. A word that is missing here costs speed only.
_COMMON = frozenset(
    """
    и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой год от так
    о для ты же все тот мочь вы человек такой его сказать один если только или её бы себя время
    другой ещё когда уже говорить наш мой знать стать до какой при чтобы дело жизнь кто первый очень
    два день новый рука даже во раз со где под можно там после их потом без самый ни есть слово
    хотеть место спросить лицо друг глаз теперь тогда работа сам видеть дом через здесь просто более
    каждый между много сейчас вопрос один большой три второй последний надо нужно должен понимать
    думать делать работать идти дать сделать просто вообще ничто никто лишь почему потому поэтому
    хороший лучше плохой сегодня вчера завтра неделя месяц час минута рубль деньги цена страна город
    россия российский компания проблема случай сторона конец начало часть получить писать написать
    смотреть посмотреть прийти решить вот как да нет ну вроде конечно например тоже также больше
    меньше всегда никогда снова опять пока чем про над перед около ваш твой сколько наверное ведь
    the a an of to and in is it you that he was for on are with as i his they be at one have this
    from or had by not but what all were when we there can your which their said if do will how
    """.replace("ё", "е").split()
)


def rarest(needs: Needs) -> frozenset[str]:
    """The need that the fewest texts are likely to meet."""
    return min(needs, key=_likelihood)


def of_choice(choices: Sequence[Needs]) -> Needs:
    """The needs of a choice: of (a b) OR (c d) OR e one of a, c, e, and one of b, d, e."""
    if not all(choices):
        return ()
    ordered = [sorted(needs, key=_likelihood) for needs in choices]
    most = min(max(map(len, ordered)), _MOST_OF_CHOICE)
    return tuple(
        frozenset().union(*(needs[min(number, len(needs) - 1)] for needs in ordered))
        for number in range(most)
    )


def _likelihood(terms: frozenset[str]) -> float:
    """How likely a text has one of the terms: a guess that orders them, not a probability."""
    return sum(1 if term in _COMMON else 0.1 if len(term) <= 3 else 0.01 for term in terms)
