"""What can be set while the emulator runs."""

from dataclasses import asdict, dataclass
from typing import Any

from .errors import bad_content
from .exchange import JsonObject


@dataclass
class Settings:
    """How long operations take (0: no time at all), how long pages are, and how long the URLs for polling."""

    operation_ms: int = 1000
    page_size: int = 20
    long_urls: bool = False

    def change(self, values: Any) -> None:
        """Takes all of the values or, when one is no good, none."""
        if not isinstance(values, dict):
            raise bad_content("Settings are a JSON object.")
        for name, value in values.items():
            self._check(name, value)
        for name, value in values.items():
            setattr(self, name, value)

    def shown(self) -> JsonObject:
        return asdict(self)

    def _check(self, name: str, value: Any) -> None:
        known = self.shown()
        if name not in known:
            raise bad_content(f"There is no setting '{name}', only {', '.join(known)}.", name)
        kind, least = type(known[name]), {"page_size": 1}.get(name, 0)
        if type(value) is not kind or value < least:
            raise bad_content(f"The setting '{name}' is {kind.__name__} and at least {least}.", name)
