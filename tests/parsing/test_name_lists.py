"""Lists of names without titles, and the time that they take to find."""

from __future__ import annotations

from time import process_time

from archive.parsing.name_lists import listed_names


def test_members_of_a_list_of_names() -> None:
    text = "昨日，陆明远、何青远、周立言出席。"
    assert {text[start:end] for start, end in listed_names(text)} == {"陆明远", "何青远", "周立言"}


def test_a_page_without_commas_is_read_once() -> None:
    began = process_time()
    assert not listed_names("路" * 100_000)
    assert process_time() - began < 5  # a hundred times as long where each character may begin a list
