"""The app on a bench in memory, as in tests/tui."""

from tests.tui.conftest import files, no_secrets_of_other_tests, open_app, opener

__all__ = ["files", "no_secrets_of_other_tests", "open_app", "opener"]
