"""Reads the parameter files of PaddlePaddle 1.x (LoDTensor) without Paddle.

A file is: u32 version, u64 number of levels, for each level a u64 length and as many bytes, u32 version, i32 length of
a protobuf message (field 1: type of number, field 2: dimensions), that message, and the numbers, little-endian.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.parsing.tagging.spans import TaggerError

Array = npt.NDArray[np.float32]
_FLOAT32 = 5  # Paddle's number for the type
_VARINT, _BYTES = 0, 2  # protobuf's wire types


def read_tensor(path: Path) -> Array:
    """The numbers of the file, in their dimensions, not to be written to.

    Raises TaggerError, which names the file, where it is missing, cut off or something else.
    """
    try:
        data = path.read_bytes()
        return _tensor(data)
    except OSError as error:
        raise TaggerError(f"{path}: {error.strerror}") from error
    except (struct.error, IndexError, ValueError) as error:
        raise TaggerError(f"{path} is no parameter file of the model: {error}") from error


def _tensor(data: bytes) -> Array:
    (levels,) = struct.unpack_from("<Q", data, 4)
    at = 12
    for _ in range(min(levels, len(data))):
        (length,) = struct.unpack_from("<Q", data, at)
        at += 8 + length
    (length,) = struct.unpack_from("<i", data, at + 4)
    at += 8
    kind, shape = _described(data[at : at + length])
    if kind != _FLOAT32:
        raise ValueError(f"numbers of type {kind} instead of 32-bit floats")
    numbers = data[at + length :]
    if len(numbers) != 4 * math.prod(shape):
        raise ValueError(f"{len(numbers)} bytes of numbers for dimensions {shape}")
    return np.frombuffer(numbers, "<f4").reshape(shape)


def _described(message: bytes) -> tuple[int, list[int]]:
    """The type of the numbers, and the dimensions."""
    kind, shape, at = 0, list[int](), 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 not in (_VARINT, _BYTES):
            raise ValueError("not a description of numbers")
        value, at = _varint(message, at)
        end = at + value if key & 7 == _BYTES else at
        while at < end:  # dimensions may come packed
            each, at = _varint(message, at)
            shape.append(each)
        if key == 1 << 3 | _VARINT:
            kind = value
        elif key == 2 << 3 | _VARINT:
            shape.append(value)
    return kind, shape


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
