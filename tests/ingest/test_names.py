"""What file names say."""

from datetime import date

import pytest

from archive.ingest.names import from_name

DAY = date(2023, 3, 5)


@pytest.mark.parametrize(
    ("path", "newspaper", "day", "page"),
    [
        ("20230305-02.txt", None, DAY, 2),
        ("2023-03-05_青岚日报_02版.txt", "青岚日报", DAY, 2),
        ("rmrb/2023/03/05/03.txt", None, DAY, 3),
        ("rmrb/2023/3/5/3.txt", None, DAY, 3),
        ("青岚日报20230305第3版.txt", "青岚日报", DAY, 3),
        ("《青岚日报》2023年3月5日第12版.txt", "青岚日报", DAY, 12),
        ("2023.03.05-青岚晚报.txt", "青岚晚报", DAY, None),
        ("青岚日报/2023-03/05/07.txt", "青岚日报", DAY, 7),
        ("青岚日报/20230305/07.txt", "青岚日报", DAY, 7),
        ("qlrb20230305_04.txt", None, DAY, 4),
        ("2023030504.txt", None, DAY, 4),
        ("２０２３０３０５-02.txt", None, DAY, 2),
        ("2023-03-05.txt", None, DAY, None),
        ("第3版.txt", None, None, 3),
        ("000_50ca4b16f800dd53.txt", None, None, None),
        ("a20230305b.txt", None, None, None),
        ("1678000000.txt", None, None, None),
        ("03.txt", None, None, None),
        ("工作通报_20230305.txt", None, DAY, None),
        ("晨报道_20230305.txt", None, DAY, None),
        ("20230305-00.txt", None, DAY, None),
        (".txt", None, None, None),
        ("", None, None, None),
    ],
)
def test_names_of_the_common_kinds(path, newspaper, day, page):
    given, warnings = from_name(path)
    assert (given.newspaper, given.date, given.page) == (newspaper, day, page)
    assert warnings == ()


@pytest.mark.parametrize(
    ("path", "warning"),
    [
        ("20230230-02.txt", "no such date as 20230230"),
        ("2023-13-05_青岚日报.txt", "no such date as 2023-13-05"),
        ("rmrb/2023/02/30/03.txt", "no such date as 2023/02/30"),
        ("2023-03-05_2023-03-06.txt", "several dates"),
    ],
)
def test_impossible_dates_are_reported_and_ignored(path, warning):
    given, warnings = from_name(path)
    assert given.date is None
    assert given.page is None
    assert warning in warnings[0]
