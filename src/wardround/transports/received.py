"""What a target has sent so far: bounded, and still there when the connection or the person ends it early."""

from __future__ import annotations

from wardround.errors import Fault, WardroundError

MAX_BYTES = 64 * 1024 * 1024
#: What may stand before the probe's own first line: the greeting of a shell profile.
MAX_GREETING = 1024 * 1024
MAX_COMPLAINT = 2000
MAX_COMPLAINTS = 1024 * 1024


class Received:
    """The bytes of one target. ``sign`` is how the answer begins; ``code`` the exit code, None while unknown."""

    def __init__(self, where: str, sign: bytes = b"") -> None:
        self.where = where
        self.sign = sign
        self.data = bytearray()
        self.code: int | None = None
        self.begun = not sign
        self._complaint = bytearray()
        self._complained = 0

    def add(self, chunk: bytes) -> None:
        """Takes output. Raises WardroundError when the target floods: over 64 MiB, or 1 MiB that is not the answer."""
        since = max(0, len(self.data) - len(self.sign))
        self.data += chunk
        if not self.begun:
            self.begun = self.data.find(self.sign, since) >= 0
        limit = MAX_BYTES if self.begun else MAX_GREETING
        if len(self.data) > limit:
            del self.data[limit:]
            raise WardroundError(Fault.REFUSED, "target_floods", where=self.where, limit=limit // 1024**2)

    def complain(self, chunk: bytes) -> None:
        """Takes error output: the first 2,000 bytes are kept for a message. Raises WardroundError on a flood."""
        self._complained += len(chunk)
        self._complaint += chunk[: MAX_COMPLAINT - len(self._complaint)]
        if self._complained > MAX_COMPLAINTS:
            limit = MAX_COMPLAINTS // 1024**2
            raise WardroundError(Fault.REFUSED, "target_floods", where=self.where, limit=limit)

    @property
    def complaint(self) -> str:
        """What the target said in the place of an answer: its last line of error output, else its first of output."""
        for text in (bytes(self._complaint), b"" if self.begun else bytes(self.data[:MAX_COMPLAINT])):
            lines = [row for row in text.decode("utf-8", "replace").splitlines() if row.strip()]
            if lines:
                return lines[-1].strip()
        return ""
