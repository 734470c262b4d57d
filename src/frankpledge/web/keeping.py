"""What takes long to make, made once for all who ask: a page's parts, what was found in a quarter."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, Thread
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values of this process by key; those asked for longest ago go first.

    A key names all that its value depends on (a build's id, a measure), so nothing kept is ever stale. Of
    several that ask for a key at once, one makes its value and the others wait for it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._begun: set[Hashable] = set()
        self._failed: dict[Hashable, Exception] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, making it where it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                with self._lock:
                    self._values[key] = value
                    while len(self._values) > self._most:
                        self._values.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def held(self, key: Hashable) -> Value | None:
        """Return the value of a key where it is kept, without making it."""
        with self._lock:
            return self._values.get(key)

    def soon(self, key: Hashable, make: Callable[[], Value], seconds: float = 1.0) -> Value | None:
        """Return the value of a key if it is kept or made in a few seconds; else None, and it is being made.

        For what takes longer than anybody waits for a page: the next who asks finds it. Raises what making it
        raised.
        """
        with self._lock:
            if key in self._values:
                return self._values[key]
            begun = key in self._begun
            self._begun.add(key)
        if not begun:
            thread = Thread(target=self._make_apart, args=(key, make), daemon=True)
            thread.start()
            thread.join(seconds)
        with self._lock:
            if key in self._failed:
                raise self._failed.pop(key)
            return self._values.get(key)

    def _make_apart(self, key: Hashable, make: Callable[[], Value]) -> None:
        """Make a value; what goes wrong is raised to the next who asks for it."""
        try:
            self.get(key, make)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is raised to the next who asks)
            with self._lock:
                self._failed[key] = error
        finally:
            with self._lock:
                self._begun.discard(key)
