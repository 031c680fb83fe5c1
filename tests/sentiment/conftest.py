import pytest

from sentiment import Classifier


@pytest.fixture(scope="session", params=["best", "fast"])
def classifier(request: pytest.FixtureRequest) -> Classifier:
    return Classifier.load(request.param)


@pytest.fixture(scope="session")
def fast() -> Classifier:
    return Classifier.load("fast")
