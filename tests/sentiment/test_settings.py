"""What stands beside the weights."""

import numpy as np
import pytest

from sentiment.settings import ToneSettings


def test_no_text_makes_a_tone_surer_or_less_sure_without_end() -> None:
    sureness = np.ones(2, np.float32)
    settings = ToneSettings(0.0, 1.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), sureness)
    states = np.asarray([[1000, 0], [-1000, 0], [0, 0]], np.float32)
    assert settings.scales(states).ravel() == pytest.approx([2.0, 0.3, 1.0])
