"""crypt_r(3) of this machine's libcrypt, which knows the password hashes of Linux (crypt(5))."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

NAMES = ("libcrypt.so.2", "libcrypt.so.1")
#: struct crypt_data is 32 KiB in libxcrypt and 128 KiB in the older glibc; the library never writes past its own.
ROOM = 256 * 1024
#: password, hash -> hash, or None where this libcrypt does not know the scheme
Crypt = Callable[[bytes, bytes], bytes | None]


@cache
def _library() -> ctypes.CDLL | None:
    for name in NAMES:
        try:
            library = ctypes.CDLL(name)
            library.crypt_r.restype = ctypes.c_char_p
            library.crypt_r.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)
        except (OSError, AttributeError):
            continue
        return library
    return None


def crypt() -> Crypt | None:
    """A function with a buffer of its own, for one thread; None where there is no libcrypt.

    ctypes gives up the interpreter's lock during the call, so that two threads use two processors.
    """
    library = _library()
    if library is None:
        return None
    room = ctypes.create_string_buffer(ROOM)

    def hashed(word: bytes, setting: bytes) -> bytes | None:
        found: bytes | None = library.crypt_r(word, setting, room)
        return None if found is None or found.startswith(b"*") else found

    return hashed
