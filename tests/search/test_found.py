"""How lists of documents are joined, and the best of many chosen, beside doing it one by one."""

import numpy as np
import pytest

from archive.search.found import Found, among, either, union, weights_at
from archive.search.ranking import largest

SIZE = 4000
LENGTHS = [(0, 5), (1, 1), (40, 300), (2, 900), (700, 650), (3000, 1800)]


@pytest.fixture(params=LENGTHS, ids=str)
def lists(request):
    random = np.random.default_rng(7)
    return [np.sort(random.choice(SIZE, length, replace=False)).astype(np.uint16) for length in request.param]


def test_the_union_of_lists(lists):
    assert union(lists, SIZE).tolist() == sorted(set(lists[0].tolist()) | set(lists[1].tolist()))


def test_a_list_with_repeats_is_united_too(lists):
    assert union([np.concatenate(lists)], SIZE).tolist() == union(lists, SIZE).tolist()


def test_what_is_among_a_list_and_with_what_weight(lists):
    documents, postings = lists[0].astype(np.intp), lists[1]
    weights = (postings % 7 + 1).astype(np.uint8)
    weight = dict(zip(postings.tolist(), weights.tolist(), strict=True))
    assert among(documents, postings, SIZE).tolist() == [each in weight for each in documents.tolist()]
    found = weights_at(documents, postings, weights, SIZE)
    assert found.tolist() == [weight.get(each, 0) for each in documents.tolist()]


def test_scores_of_either_are_added(lists):
    parts = [Found(each.astype(np.intp), (each % 5).astype(np.float32)) for each in lists]
    unscored = Found(np.array([0, SIZE - 1]))
    total = dict.fromkeys([0, SIZE - 1], 0.0)
    for part in parts:
        for document, score in zip(part.documents.tolist(), part.scores.tolist(), strict=True):
            total[document] = total.get(document, 0.0) + score
    found = either([unscored, *parts], SIZE)
    assert list(zip(found.documents.tolist(), found.scores.tolist(), strict=True)) == sorted(total.items())


@pytest.mark.parametrize("length", [0, 3, 300, 3000])
@pytest.mark.parametrize("count", [0, 1, 20, 299, 5000])
def test_the_largest_keys(length, count):
    keys = np.random.default_rng(7).permutation(length).astype(np.uint16)
    assert largest(keys, count).tolist() == list(range(length))[::-1][:count]
