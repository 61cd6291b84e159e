"""What of an expression may be written down: values of secret names and what `redact` knows are masked.

Most texts have no sign of a secret, and are done with at once; the others are looked at closely, by modules
that are loaded then. It must not know what is recorded.
"""

from __future__ import annotations

from karma_tui.redact import MASK, redact_known

_SIGNS = (
    *("pass", "secret", "credential", "pwd", "apikey", "api_key", "privatekey", "private_key"),
    *("accesstoken", "access_token", "authtoken", "auth_token"),
    *("authorization", "cookie", "x-karma-", "bearer"),
    *("$2", "$5", "$6", "$7", "$y", "$a", "$s", "$p"),
)
"""One of these is in every text that `masking_texts` would change."""


def masked(text: str) -> str:
    """The expression without secrets; harmless text comes back unchanged. Never raises."""
    text = redact_known(text)
    low = text.lower()
    if not any(sign in low for sign in _SIGNS):
        return text
    from karma_tui.library.history.masking_texts import mask

    return mask(text)


def masked_parameter(name: str, value: str) -> str:
    """A parameter's value; nothing of it is left if the name is that of a secret."""
    from karma_tui.library.history.secret_looks import is_secret_name

    return MASK if is_secret_name(name) else masked(value)
