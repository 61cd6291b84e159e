"""Floats in the spelling of the real server (spec kvm-1.0 section 1)."""

from __future__ import annotations

import math


def float_text(value: float) -> str:
    """A float the way the real server writes it: shortest digits, `1e+06`, bare `NaN` and `+Inf`."""
    if not math.isfinite(value):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return repr(value).removesuffix(".0")
    sign, digits, exponent = _digits(value)
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _digits(value: float) -> tuple[str, str, int]:
    """Sign, significant digits, and the exponent of the first of them."""
    text = repr(value)
    sign, text = ("-", text[1:]) if text[0] == "-" else ("", text)
    mantissa, _, power = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    exponent = int(power or 0) + len(whole) - 1 - leading
    return sign, digits.strip("0"), exponent
