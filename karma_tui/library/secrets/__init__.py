"""Where a password or an instance secret comes from: file, environment, command, keyring, or a person.

Light to import: what takes time (`keyring`, subprocesses) is loaded when it is used.
"""

from karma_tui.library.secrets.environment import ENVIRONMENT_VARIABLES, from_environment, from_variable
from karma_tui.library.secrets.file import file_warning, from_file
from karma_tui.library.secrets.secret import Secret, from_prompt
from karma_tui.library.secrets.sources import NO_SOURCES, Looked, Sources

__all__ = [
    "ENVIRONMENT_VARIABLES",
    "NO_SOURCES",
    "Looked",
    "Secret",
    "Sources",
    "file_warning",
    "from_environment",
    "from_file",
    "from_prompt",
    "from_variable",
]
