"""How tickets are delivered; the application reads these from its own settings."""

from dataclasses import dataclass

# Standard Webhooks' own example, in seconds before each attempt after the one that failed.
RETRY_SCHEDULE = (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """`base_address`: where the pages of this Молва are. `timeout` of a request in seconds.

    `retry_schedule`: seconds to wait before each attempt, none above a day; the first attempt is
    made at once, so the first figure counts for nothing but its place.
    """

    base_address: str = "http://127.0.0.1:8080"
    retry_schedule: tuple[float, ...] = RETRY_SCHEDULE
    timeout: float = 20.0
    per_destination: int = 16
    in_all: int = 64
