"""Python runs this at its start where the folder is on PYTHONPATH: the clock is as far off as a file tells.

CLOCK names the file, which holds a double: seconds. Only what tells the day and hour is off; what measures time
(`time.monotonic`) goes on evenly.
"""

import datetime
import mmap
import os
import struct
import time

_machine, _machine_ns = time.time, time.time_ns
with open(os.environ["CLOCK"], "rb") as _file:  # noqa: PTH123 - pathlib would be loaded before the clock is off
    _off = mmap.mmap(_file.fileno(), 8, prot=mmap.PROT_READ)


def _seconds() -> float:
    return struct.unpack("d", _off)[0]


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _machine_datetime)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, _machine_datetime)


_machine_datetime, _machine_date = datetime.datetime, datetime.date


class _Datetime(datetime.datetime, metaclass=_Kind):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


_Datetime.__name__ = _Datetime.__qualname__ = "datetime"
_Datetime.__module__ = "datetime"
time.time = lambda: _machine() + _seconds()
time.time_ns = lambda: _machine_ns() + int(_seconds() * 1e9)
datetime.datetime = _Datetime
