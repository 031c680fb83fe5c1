import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sentiment.ngrams import BUCKETS, bag


def test_case_and_yo_do_not_matter() -> None:
    assert np.array_equal(bag("Ёлка ГОРИТ").buckets, bag("елка горит").buckets)


def test_order_of_words_matters() -> None:
    assert not np.array_equal(bag("банк плохой").buckets, bag("плохой банк").buckets)


def test_nothing_is_counted_in_nothing() -> None:
    assert len(bag("  ").buckets) == 0


def test_buckets_stay_the_same_between_versions() -> None:
    """Weights are stored by bucket: if this changes, every model must be trained again."""
    assert bag("да").buckets.tolist() == GOLDEN


@given(st.text())
def test_any_text_has_a_bag(text: str) -> None:
    found = bag(text)
    assert len(found.buckets) == len(found.counts)
    assert ((found.buckets >= 0) & (found.buckets < BUCKETS)).all()


GOLDEN = [32679, 236760, 503767, 526582, 535073, 752199, 974175]
