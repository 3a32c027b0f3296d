"""The resource that a path names: scope, provider, pairs of type and name, and perhaps one segment more."""

from collections.abc import Iterator
from dataclasses import dataclass

Key = tuple[str, ...]

# Diagnostics show resources a second time below '<this>/<some api>'; they are the same resources.
MIRROR = "detectorproperties"


@dataclass(frozen=True)
class Target:
    """Segments without the leading empty one. They carry the casing of the last caller; the key does not."""

    segments: tuple[str, ...]

    @classmethod
    def of(cls, segments: tuple[str, ...]) -> "Target":
        kept = [segment for segment in segments if segment]
        types = [segment.lower() for segment in kept[::2]]
        if MIRROR in types:
            at = 2 * types.index(MIRROR)
            del kept[at : at + 2]
        return cls(tuple(kept))

    @property
    def key(self) -> Key:
        return tuple(segment.lower() for segment in self.segments)

    @property
    def id(self) -> str:
        return "/" + "/".join(self.segments)

    @property
    def scope(self) -> "Target":
        """What stands before the provider: the tenant, a subscription or a resource group."""
        return Target(self.segments[: self._provider])

    @property
    def type(self) -> str:
        """Provider and types, joined. For a collection this is the type of its members."""
        return "/".join((*self.segments[self._provider + 1 : self._provider + 2], *self._relative[::2]))

    @property
    def name(self) -> str:
        return self.segments[-1]

    @property
    def short_name(self) -> str:
        """Type and name as error messages give them, without the scope."""
        return "/".join(self.segments[self._provider + 1 :])

    @property
    def has_tail(self) -> bool:
        """Whether a lone segment (a collection, an action) follows the last pair of type and name."""
        return len(self._relative) % 2 == 1

    @property
    def owner(self) -> "Target | None":
        """The resource whose collection or child this is; None directly below the provider."""
        rest = self._relative[: -1 if self.has_tail else -2]
        return Target(self.segments[: self._provider + 2 + len(rest)]) if rest else None

    def owners(self) -> Iterator["Target"]:
        """The owner, its owner, and so on outwards."""
        owner = self.owner
        if owner is not None:
            yield owner
            yield from owner.owners()

    def child(self, *segments: str) -> "Target":
        return Target((*self.segments, *segments))

    def after(self, segment: str) -> str:
        """The value that follows a fixed segment such as 'resourceGroups'; '' when there is none."""
        pairs = zip(self.key[::2], self.segments[1::2])
        return next((value for name, value in pairs if name == segment.lower()), "")

    @property
    def _provider(self) -> int:
        """Where the last 'providers' is: an extension resource has one for the resource it extends, too.

        Every second segment is a name and may be any word, 'providers' included.
        """
        found = [at for at in range(0, len(self.segments), 2) if self.segments[at].lower() == "providers"]
        return found[-1] if found else len(self.segments)

    @property
    def _relative(self) -> tuple[str, ...]:
        return self.segments[self._provider + 2 :]
