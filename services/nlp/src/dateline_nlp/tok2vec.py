"""The token-to-vector layers of spaCy's small models, computed by NumPy with each word's embedding kept: the same numbers, faster.

The architecture is MultiHashEmbed with MaxoutWindowEncoder (spacy.io/api/architectures): an embedding of a token's lexical
attributes, then layers of a convolution over three tokens, maxout, layer normalisation and a residual connection.
An embedding depends on a token's form, norm and following blank alone, so that each combination is computed once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from thinc.api import Model

MOST = 1 << 16  # embeddings kept for each model: 25 MB, about the vocabulary of a year of news
EPSILON = 1e-8  # as thinc's LayerNorm
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights of one convolution (window × width, pieces × width), its bias, and the gain and shift of its normalisation."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int


class Kept:
    """Embeddings by (form, norm, blank); forgets all of them when it is full."""

    def __init__(self, embed: Model, width: int, *, most: int = MOST) -> None:
        self._most = most
        self._embed = embed
        self._rows: dict[tuple[int, int, int], int] = {}
        self._table: Floats = np.zeros((1024, width), dtype=np.float32)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, docs: Sequence[Doc]) -> list[Floats]:
        """The embeddings of each document's tokens."""
        keys = [[(a, b, c) for a, b, c in doc.to_array(["ORTH", "NORM", "SPACY"]).tolist()] for doc in docs]
        with self._lock:
            if len(self._rows) > self._most:
                self._rows.clear()
            new = [i for i, own in enumerate(keys) if any(key not in self._rows for key in own)]
            if new:
                self._learn([keys[i] for i in new], self._embed.predict([docs[i] for i in new]))
            return [self._table[[self._rows[key] for key in own]] for own in keys]

    def _learn(self, keys: Sequence[Sequence[tuple[int, int, int]]], values: Sequence[Floats]) -> None:
        for own, embedded in zip(keys, values, strict=True):
            while len(self._rows) + len(own) > len(self._table):
                self._table = np.vstack([self._table, np.zeros_like(self._table)])
            for key, value in zip(own, embedded, strict=True):
                if key not in self._rows:
                    self._table[len(self._rows)] = value
                    self._rows[key] = len(self._rows)


def quicken(nlp: Language) -> Language:
    """The same pipeline, in place, with the vectors of its shared layer and of its entity recogniser computed here."""
    shared, recogniser = nlp.get_pipe("tok2vec"), nlp.get_pipe("ner")
    if not isinstance(shared, TrainablePipe) or not isinstance(recogniser, TrainablePipe):
        raise TypeError("The pipeline has no shared layer or no entity recogniser.")
    for model in (shared.model, recogniser.model.get_ref("tok2vec").layers[0]):
        embed, encode = model.layers
        model.layers[:] = [_model(embed, encode)]
    return nlp


def _model(embed: Model, encode: Model) -> Model:
    convolutions = [node for node in encode.walk() if node.name == "maxout"]
    norms = [node for node in encode.walk() if node.name == "layernorm"]
    layers = [_layer(*pair) for pair in zip(convolutions, norms, strict=True)]
    width = convolutions[0].get_dim("nO")
    kept = Kept(embed, width)

    def forward(model: Model, docs: Sequence[Doc], is_train: bool):
        return encoded(layers, kept.rows(docs)), _no_training

    return Model("kept_tok2vec", forward, dims={"nO": width})


def _no_training(gradient):
    raise NotImplementedError("These layers only predict.")


def _layer(maxout: Model, norm: Model) -> Layer:
    weights, bias, gain, shift = (np.array(node.get_param(name), dtype=np.float32) for node, name in ((maxout, "W"), (maxout, "b"), (norm, "G"), (norm, "b")))
    width, pieces, window = weights.shape
    flat = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * width, window).T)
    return Layer(flat, np.ascontiguousarray(bias.T.reshape(-1)), gain, shift, pieces)


def encoded(layers: Sequence[Layer], embedded: Sequence[Floats]) -> list[Floats]:
    """The vectors of each document's tokens, in one batch; blank rows between the documents keep them apart."""
    if not embedded:
        return []
    width, pad = embedded[0].shape[1], len(layers)
    total = sum(len(rows) for rows in embedded) + pad * (len(embedded) + 1)
    values = np.zeros((total + 2, width), dtype=np.float32)  # one row at each end for the windows there
    offsets, at = [], 1 + pad
    for rows in embedded:
        values[at : at + len(rows)] = rows
        offsets.append(at)
        at += len(rows) + pad
    window = np.empty((total, 3 * width), dtype=np.float32)
    for layer in layers:
        window[:, :width], window[:, width : 2 * width], window[:, 2 * width :] = values[:-2], values[1:-1], values[2:]
        pieces = window @ layer.weights
        pieces += layer.bias
        best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        for n in range(2, layer.pieces):
            np.maximum(best, pieces[:, n * width : (n + 1) * width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / width + EPSILON
        best *= (1 / np.sqrt(variance))[:, None]
        best *= layer.gain
        best += layer.shift
        values[1:-1] += best
    return [values[at : at + len(rows)] for at, rows in zip(offsets, embedded, strict=True)]
