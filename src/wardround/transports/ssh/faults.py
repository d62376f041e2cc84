"""What went wrong on the way to a host, in words: asyncssh's and the system's errors -> ours."""

from __future__ import annotations

import errno
import socket

import asyncssh

from wardround.errors import Fault, WardroundError
from wardround.transports.ssh.login import Login

#: errno of connect(2) -> message
_SYSTEM = {
    errno.ECONNREFUSED: "port_closed",
    errno.EHOSTUNREACH: "no_route",
    errno.ENETUNREACH: "no_route",
    errno.ETIMEDOUT: "connect_timeout",
}


def unreachable(message: str, login: Login, **args: object) -> WardroundError:
    """An error of the way there, at that host."""
    return WardroundError(Fault.UNREACHABLE, message, where=str(login.address), **args)


def of(error: BaseException, login: Login) -> WardroundError:
    """The error that a person reads. Order matters: a refused key or password ends as a lost connection, too."""
    where = str(login.address)
    if isinstance(error, WardroundError):
        return error
    if isinstance(error, TimeoutError):
        message = "connect_hang" if login.conn else "connect_timeout"
        return unreachable(message, login, detail=f"{login.patience:g}")
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return _host_key(error, login)
    if login.withheld:
        return WardroundError(Fault.NOT_PERMITTED, "password_withheld", where=where, detail=login.withheld)
    if login.expired:
        return WardroundError(Fault.REFUSED, "password_expired", where=where)
    if isinstance(error, asyncssh.PermissionDenied) or login.sent_password:
        tried = "password" if login.sent_password else "publickey"
        return WardroundError(Fault.REFUSED, "login_refused", where=where, user=login.address.user, tried=tried)
    if isinstance(error, asyncssh.KeyExchangeFailed) or login.in_key_exchange:
        return WardroundError(Fault.REFUSED, "ssh_too_old", where=where, detail=str(error))
    if isinstance(error, socket.gaierror):
        return unreachable("no_such_host", login, detail=error.strerror or "?")
    if isinstance(error, OSError):
        return unreachable(_SYSTEM.get(error.errno or 0, "ssh_broken"), login, detail=error.strerror or str(error))
    return unreachable("ssh_broken", login, detail=str(error) or type(error).__name__)


def _host_key(error: asyncssh.HostKeyNotVerifiable, login: Login) -> WardroundError:
    key, file = login.offered_key, str(login.hosts.path)
    where = str(login.address)
    if key is None:
        return WardroundError(Fault.NOT_PERMITTED, "host_key_revoked", where=where, file=file, detail=error.reason)
    args = {"kind": key.get_algorithm(), "print": key.get_fingerprint("sha256"), "file": file}
    message = "host_key_changed" if login.hosts.known(login.address) else "host_key_unknown"
    return WardroundError(Fault.NOT_PERMITTED, message, where=where, **args)
