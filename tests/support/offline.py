"""The project makes no outgoing request: every process under test refuses to open one."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any


class OutgoingConnectionError(AssertionError):
    """Something tried to reach another machine."""


def refuse_outgoing() -> None:
    """Let the sockets of this process connect to this machine only: loopback addresses and Unix sockets."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    socket.getaddrinfo = _local_lookup(socket.getaddrinfo)


def _local_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def local(host: bytes | str | None, *rest: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and not is_local(name):
            raise OutgoingConnectionError(f"No outgoing connections in tests: {name}")
        return lookup(host, *rest, **options)

    return local


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
            raise OutgoingConnectionError(f"No outgoing connections in tests: {address}")
        return connect(self, address)

    return guarded


def is_local(host: str) -> bool:
    """Tell whether a host, by address or name, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
