"""The app of `tests.tui` for the tests of its look."""

from tests.tui.conftest import files, no_secrets_of_other_tests, open_app, opener

__all__ = ["files", "no_secrets_of_other_tests", "open_app", "opener"]
