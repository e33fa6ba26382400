"""Who is let into a service, how many, and for how long."""

import ipaddress
from dataclasses import dataclass

from models.errors import SettingsError
from service.headers import is_local

_USUAL_RATE = 300  # requests a minute: five a second, all day


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Settings of who may ask a service, and how much.

    `require_keys`: nobody without an API key, though there is none yet. `rate`: requests a minute of an address, and
    of a key that has no rate of its own; 0: any number; None: any number where only this machine can ask, else 300.
    `requests`: answered at a time; more are turned away (503). `seconds`: that one may take (504). `grace`: seconds for
    what is at work when the service is told to end. `proxies`: addresses and networks whose X-Forwarded-For is
    believed. `origins`: other sites whose pages may ask. `names`: what else this service is called, beside its address.

    Raises SettingsError when a value is out of range.
    """

    require_keys: bool = False
    rate: int | None = None
    requests: int = 256
    seconds: float = 300.0
    grace: float = 20.0
    proxies: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, least in (("rate", 0), ("requests", 1), ("grace", 0)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise SettingsError(f"--{name} must be at least {least}, not {value}")
        if self.seconds <= 0:
            raise SettingsError(f"--seconds must be more than 0, not {self.seconds:g}")
        for origin in self.origins:
            if origin != "*" and ("://" not in origin or origin.endswith("/")):
                raise SettingsError(f"--cors {origin}: is no origin; write https://example.org, with nothing after it")
        for proxy in self.proxies:
            _check_proxy(proxy)

    def rate_on(self, host: str) -> int:
        """Requests a minute of one that has no rate of its own, for a service that listens on `host`; 0: any number."""
        if self.rate is not None:
            return self.rate
        return 0 if is_local(host) and not self.proxies else _USUAL_RATE


def _check_proxy(proxy: str) -> None:
    try:
        ipaddress.ip_network(proxy, strict=False)
    except ValueError:
        raise SettingsError(f"--proxies {proxy}: is no address or network; write 10.0.0.5 or 10.0.0.0/8") from None
