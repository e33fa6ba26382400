"""Which hosts a service may fetch from: public ones, so that no address leads it into its own network."""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass

from models.errors import InputError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class RefusedError(InputError):
    """An address leads where it may not."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Connects to public addresses only, and to the hosts that are `allowed` by name whatever theirs are.

    The address that is looked at is the one that is connected to, at every redirection anew: a name that is resolved
    twice could be another the second time (DNS rebinding).
    """

    allowed: Collection[str] = frozenset()

    def connect(
        self, place: tuple[str, int], timeout: float | None = None, source: tuple[str, int] | None = None
    ) -> socket.socket:
        """A connection to `place`, a host and a port; in the stead of socket.create_connection.

        Raises RefusedError when the host has no public address, OSError when it cannot be reached.
        """
        host, port = place
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        trusted = host.rstrip(".").lower() in self.allowed
        usable = [one for one in found if trusted or is_public(str(one[4][0]))]
        if not usable:
            raise RefusedError(f"{host}: is no public host; a service fetches from the public web only")
        error: OSError | None = None
        for family, kind, protocol, _, address in usable:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(timeout)
                if source:
                    connection.bind(source)
                connection.connect(address)
                return connection
            except OSError as failure:
                connection.close()
                error = failure
        raise error or OSError("no address")


def is_public(address: str) -> bool:
    """Whether the IP `address` is one of the public internet; one that wraps an IPv4 address is judged by that.

    >>> [is_public(one) for one in ("1.1.1.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast
