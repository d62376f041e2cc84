"""Office files are ZIP archives: written again without the clock, so that the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

#: The earliest date a ZIP entry can have.
EPOCH = (1980, 1, 1, 0, 0, 0)


def frozen(data: bytes, put: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The same archive with a fixed date on each entry and no trace of the system that wrote it.

    ``put`` says how the bytes of an entry, by its name, are changed on the way.
    """
    changes = put or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            content = changes[name](source.read(name)) if name in changes else source.read(name)
            target.writestr(entry, content, compresslevel=6)
    return out.getvalue()
