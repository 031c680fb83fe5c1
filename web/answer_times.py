"""In what time mentions are to be answered, on the page of warning settings."""

from mentions.store.brands import Brand
from mentions.store.deadlines import AnswerTimes
from web.forms import Form

LONGEST = 30 * 24 * 60  # minutes


def read(form: Form, brands: list[Brand], channel_ids: set[str]) -> AnswerTimes:
    own = {
        brand.id: form.number(_field(brand), low=0, high=LONGEST)
        for brand in brands
        if form[_field(brand)].strip()
    }
    return AnswerTimes(
        usual=form.number("answer_usual", low=0, high=LONGEST, default=0),
        warning=form.number("answer_warning", low=0, high=LONGEST, default=0),
        brands=own,
        channels=tuple(map(int, form.many("answer_channels", channel_ids))),
    )


def shown(kept: AnswerTimes) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The values and the lists of the form."""
    values = {"answer_usual": str(kept.usual), "answer_warning": str(kept.warning)}
    values |= {f"answer_{brand_id}": str(minutes) for brand_id, minutes in kept.brands.items()}
    return values, {"answer_channels": [str(channel_id) for channel_id in kept.channels]}


def _field(brand: Brand) -> str:
    return f"answer_{brand.id}"
