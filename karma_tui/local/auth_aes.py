"""One block of AES-256, which hides the user id inside a signature (spec http-1.0 section 3).

The standard library has no AES and one block per login needs no fast one. Written from FIPS 197. Not
for anything else: no modes, and its running time depends on the data.
"""

from __future__ import annotations

_ROUNDS = 14
_KEY_WORDS = 8


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """Encrypt 16 bytes under a key of 32 bytes."""
    keys = _round_keys(key)
    state = _xor(block, keys[0])
    for number in range(1, _ROUNDS):
        state = _xor(_mix_columns(_shift_rows(state.translate(_SBOX)), _MIX), keys[number])
    return _xor(_shift_rows(state.translate(_SBOX)), keys[_ROUNDS])


def decrypt_block(key: bytes, block: bytes) -> bytes:
    """The inverse of `encrypt_block`."""
    keys = _round_keys(key)
    state = _unshift_rows(_xor(block, keys[_ROUNDS])).translate(_INVERSE_SBOX)
    for number in range(_ROUNDS - 1, 0, -1):
        mixed = _mix_columns(_xor(state, keys[number]), _UNMIX)
        state = _unshift_rows(mixed).translate(_INVERSE_SBOX)
    return _xor(state, keys[0])


def _multiply(a: int, b: int) -> int:
    """Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _substitution() -> bytes:
    """The S-box: the inverse in GF(2^8), then the affine map of FIPS 197 section 5.1.1."""
    powers = [1]
    for _ in range(254):
        powers.append(_multiply(powers[-1], 3))
    inverse = [0] * 256
    for exponent, value in enumerate(powers):
        inverse[value] = powers[-exponent % 255]
    box = bytearray(256)
    for value in range(256):
        bits = inverse[value]
        turned = bits
        for _ in range(4):
            turned = (turned << 1 | turned >> 7) & 0xFF
            bits ^= turned
        box[value] = bits ^ 0x63
    return bytes(box)


_SBOX = _substitution()
_INVERSE_SBOX = bytes(_SBOX.index(value) for value in range(256))

_SHIFTED = tuple((at + 4 * (at % 4)) % 16 for at in range(16))
_UNSHIFTED = tuple(_SHIFTED.index(at) for at in range(16))

_Mixer = tuple[bytes, bytes, bytes, bytes]


def _tables(*factors: int) -> _Mixer:
    """Multiplication tables of the four factors of a column mix."""
    first, second, third, fourth = (
        bytes(_multiply(value, factor) for value in range(256)) for factor in factors
    )
    return first, second, third, fourth


_MIX = _tables(2, 3, 1, 1)
_UNMIX = _tables(14, 11, 13, 9)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _shift_rows(state: bytes) -> bytes:
    return bytes(state[at] for at in _SHIFTED)


def _unshift_rows(state: bytes) -> bytes:
    return bytes(state[at] for at in _UNSHIFTED)


def _mix_columns(state: bytes, mixer: _Mixer) -> bytes:
    """Multiply every column of four bytes by the circulant matrix of the mixer's factors."""
    mixed = bytearray(16)
    for column in range(0, 16, 4):
        for row in range(4):
            byte = 0
            for step in range(4):
                byte ^= mixer[step][state[column + (row + step) % 4]]
            mixed[column + row] = byte
    return bytes(mixed)


def _round_keys(key: bytes) -> list[bytes]:
    """The key schedule of FIPS 197 section 5.2 for a key of eight words."""
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    constant = 1
    for number in range(_KEY_WORDS, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if number % _KEY_WORDS == 0:
            turned = (word[1:] + word[:1]).translate(_SBOX)
            word = bytes((turned[0] ^ constant,)) + turned[1:]
            constant = _multiply(constant, 2)
        elif number % _KEY_WORDS == 4:
            word = word.translate(_SBOX)
        words.append(_xor(words[number - _KEY_WORDS], word))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]
