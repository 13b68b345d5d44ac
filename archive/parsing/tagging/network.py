"""The network of LAC's small model in NumPy: two layers of gated recurrent units in both directions, then a CRF.

Sentences are packed: sorted from long to short, their first characters stand together, then their second ones, and so
on. A step over time works on the sentences that still go on, no number is spent on padding, and the direction from
right to left is the same step over the sentences turned round.

The gates are computed as tanh, which is the faster function: sigmoid(x) = tanh(x / 2) / 2 + 1 / 2. The halves are
multiplied into the weights beforehand.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.parsing.tagging.spans import TaggerError
from archive.parsing.tagging.tensors import Array, read_tensor

Numbers = npt.NDArray[np.intp]
_LAYERS = 2
_WIDTH = 128  # of a direction's state
# Sentences read side by side: fewer keep the processor less busy, what more need does not fit its cache.
BATCH = 64
_WIDTHS = (1, 2, 4, 8, 16, 24, 32, 40, 48, 56, BATCH)


@dataclass(frozen=True)
class _Layer:
    """The weights of both directions: [0] from left to right, [1] from right to left. 2 x width columns are the update
    and the reset gate, the last ones the candidate state."""

    inputs: list[Array]  # [values in and a one, 3 x width] each
    gates: Array  # [2, width, 2 x width]
    candidate: Array  # [2, width, width]


class Packed:
    """How the characters of a batch of sentences are packed."""

    def __init__(self, lengths: Numbers) -> None:
        """`lengths` of the sentences, the longest first."""
        self.longest = int(lengths[0])
        # How many sentences have an nth character, and where those stand.
        self.active = np.searchsorted(-lengths, -np.arange(self.longest), side="left")
        self.offsets = np.concatenate(([0], np.cumsum(self.active)))
        sentence = np.concatenate([np.arange(count) for count in self.active])
        time = np.repeat(np.arange(self.longest), self.active)
        self.sentence, self.time = sentence, time
        # For each packed character, the one that takes its place when every sentence is turned round.
        self.turned = self.offsets[lengths[sentence] - 1 - time] + sentence


class Network:
    """The network's weights, read from the model's folder."""

    def __init__(self, folder: Path) -> None:
        """Raises TaggerError, which names the file, where one cannot be used."""
        self._embedding = _with_ones(_read(folder, "word_emb", 2))
        self._layers = [_layer(folder, number) for number in range(_LAYERS)]
        self._out = np.ascontiguousarray(_with_bias(folder, "fc_4").T)
        self._crf = _Crf(_read(folder, "crfw", 2))
        self.tags = len(self._out)
        widths = [self._embedding.shape[1], *[2 * _WIDTH + 1] * (_LAYERS - 1)]
        pairs = zip(self._layers, widths, strict=True)
        fit = all(len(weights) == width for layer, width in pairs for weights in layer.inputs)
        if not fit or self._out.shape != (self._crf.tags, 2 * _WIDTH + 1):
            raise TaggerError(f"{folder}: the parameter files do not fit together")

    @property
    def characters(self) -> int:
        """How many characters the model knows, the unknown one included."""
        return len(self._embedding)

    def tag(self, characters: Numbers, packed: Packed) -> npt.NDArray[np.int8]:
        """The likeliest tags of the packed characters."""
        return self._crf.decode(self._scores(characters, packed), packed)

    def _scores(self, characters: Numbers, packed: Packed) -> Array:
        """How well each tag suits each packed character, by itself: a row for each tag."""
        # The first layer's share of a character does not depend on where it stands: each is computed once a batch.
        distinct, place = np.unique(characters, return_inverse=True)
        vectors = self._embedding[distinct]
        first, *others = self._layers
        pushed = np.empty((2, len(characters), 3 * _WIDTH), np.float32)
        np.take(vectors @ first.inputs[0], place, axis=0, out=pushed[0])
        np.take(vectors @ first.inputs[1], place[packed.turned], axis=0, out=pushed[1])
        states = _run(first, pushed, packed)
        for layer in others:
            np.matmul(states, layer.inputs[0], out=pushed[0])
            np.matmul(states[packed.turned], layer.inputs[1], out=pushed[1])
            states = _run(layer, pushed, packed)
        scores: Array = self._out @ states.T
        return scores


def _run(layer: _Layer, pushed: Array, packed: Packed) -> Array:
    """The states of both directions, side by side, and a one; given what the input pushes at the gates (spoilt
    afterwards)."""
    most = int(packed.active[0])
    state = np.zeros((2, most, _WIDTH), np.float32)
    gates, candidate = np.empty((2, most, 2 * _WIDTH), np.float32), np.empty((2, most, _WIDTH), np.float32)
    for step in range(packed.longest):
        start, end = int(packed.offsets[step]), int(packed.offsets[step + 1])
        if end - start < most:
            most = end - start
            state, gates, candidate = state[:, :most], gates[:, :most], candidate[:, :most]
        np.matmul(state, layer.gates, out=gates)
        gates += pushed[:, start:end, : 2 * _WIDTH]
        np.tanh(gates, out=gates)
        gates += 1  # twice the gate
        reset = gates[:, :, _WIDTH:]
        reset *= state
        np.matmul(reset, layer.candidate, out=candidate)
        candidate += pushed[:, start:end, 2 * _WIDTH :]
        np.tanh(candidate, out=candidate)
        candidate -= state
        candidate *= gates[:, :, :_WIDTH]
        candidate *= 0.5
        state += candidate
        pushed[:, start:end, :_WIDTH] = state
    states = np.empty((pushed.shape[1], 2 * _WIDTH + 1), np.float32)
    states[:, :_WIDTH] = pushed[0, :, :_WIDTH]
    states[:, _WIDTH:-1] = pushed[1, packed.turned, :_WIDTH]
    states[:, -1] = 1
    return states


class _Crf:
    """Which tag follows which, and with which a sentence begins and ends."""

    def __init__(self, weights: Array) -> None:
        """`weights`: a row for the first tag, one for the last, one for each tag with what may follow it."""
        self.tags = weights.shape[1]
        if len(weights) != self.tags + 2:
            raise TaggerError(f"crfw has {len(weights)} rows for {self.tags} tags")
        self._first, self._last, self._transitions = weights[0, :, None], weights[1, :, None], weights[2:]
        # NumPy adds whole arrays twice as fast as parts of them, or one that it must repeat. So the transitions stand
        # ready once for each sentence, for a few numbers of sentences; what a batch has less is filled up.
        self._repeated = {width: np.repeat(self._transitions[:, :, None], width, axis=2) for width in _WIDTHS}
        self._room = {width: np.empty_like(repeated) for width, repeated in self._repeated.items()}

    def decode(self, scores: Array, packed: Packed) -> npt.NDArray[np.int8]:
        """The likeliest sequence of tags of each sentence (Viterbi), packed."""
        some = packed.active[0]
        width = _width(some)
        best = np.zeros((self.tags, width), np.float32)  # of a sentence up to a character, for each of its tags
        best[:, :some] = scores[:, :some] + self._first
        before = [best]
        for step in range(1, packed.longest):
            start, end = packed.offsets[step], packed.offsets[step + 1]
            if end - start < some:
                some, width = end - start, _width(end - start)
            room = self._room[width]
            np.add(best[:, None, :width], self._repeated[width], out=room)
            best = room.max(axis=0)
            best[:, :some] += scores[:, start:end]
            before.append(best)
        found = np.empty(scores.shape[1], np.int8)
        tag = np.zeros(packed.active[0], np.intp)
        for step in range(packed.longest - 1, -1, -1):
            start, end = packed.offsets[step], packed.offsets[step + 1]
            some = packed.active[step + 1] if step + 1 < packed.longest else 0
            tag[:some] = (before[step][:, :some] + self._transitions[:, tag[:some]]).argmax(axis=0)
            tag[some : end - start] = (before[step][:, some : end - start] + self._last).argmax(axis=0)
            found[start:end] = tag[: end - start]
        return found


def _width(sentences: int) -> int:
    """The least of the ready widths that holds so many sentences."""
    return _WIDTHS[bisect_left(_WIDTHS, sentences)]


def _layer(folder: Path, number: int) -> _Layer:
    """Read a layer: parameters 0 and 1 are those of its directions if it is the first, 2 and 3 if the second."""
    inputs, gates, candidates = [], [], []
    half = np.array([0.5] * 2 * _WIDTH + [1.0] * _WIDTH, np.float32)
    for direction in (2 * number, 2 * number + 1):
        recurrent = _read(folder, f"gru_{direction}.w_0", 2)
        pushed = _with_bias(folder, f"fc_{direction}")
        more = _read(folder, f"gru_{direction}.b_0", 2)
        if recurrent.shape != (_WIDTH, 3 * _WIDTH) or pushed.shape[1] != 3 * _WIDTH or more.shape != (1, 3 * _WIDTH):
            raise TaggerError(f"{folder}: the parameters of direction {direction} have other dimensions than expected")
        pushed[-1:] += more
        # The file holds the gates' weights and behind them, not beside them, the candidate's.
        flat, cut = recurrent.reshape(-1), 2 * _WIDTH * _WIDTH
        inputs.append(pushed * half)
        gates.append(flat[:cut].reshape(_WIDTH, 2 * _WIDTH) * np.float32(0.5))
        candidates.append(flat[cut:].reshape(_WIDTH, _WIDTH) * np.float32(0.5))
    return _Layer(inputs, np.stack(gates), np.stack(candidates))


def _with_bias(folder: Path, name: str) -> Array:
    """Weights with their bias as the last row: what they are multiplied with has a one there."""
    weights, bias = _read(folder, f"{name}.w_0", 2), _read(folder, f"{name}.b_0", 1)
    if bias.shape != weights.shape[1:]:
        raise TaggerError(f"{folder}: {name}.w_0 and {name}.b_0 do not fit together")
    return np.concatenate([weights, bias[None]])


def _with_ones(values: Array) -> Array:
    return np.concatenate([values, np.ones((len(values), 1), np.float32)], axis=1)


def _read(folder: Path, name: str, dimensions: int) -> Array:
    numbers = read_tensor(folder / name)
    if numbers.ndim != dimensions:
        raise TaggerError(f"{folder / name} has {numbers.ndim} dimensions instead of {dimensions}")
    return numbers
