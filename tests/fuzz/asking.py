"""Addresses that nobody would ask for: random and crafted queries, filters, numbers, days, of every address.

No answer is a failure of the archive (500 and above), none takes longer than `SLOWEST`, and what the programs' face
cannot read it names: 400 with a reason. A page repairs what it cannot read, or says 404.
"""

from __future__ import annotations

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote, quote_from_bytes

from django.test import Client

from tests.conftest import ROOT

RANDOM = 5_000
# The server takes no longer address. Its own module sets what only web processes may have: it is not imported here.
REQUEST_LINE = 8190
LONGEST = REQUEST_LINE - len("GET  HTTP/1.1")
SLOWEST = 2.0  # seconds of processor time
# Names of parameters are found where views and forms say them, so that no new one is forgotten.
PARAMETER = re.compile(r"""GET\.(?:get|getlist)\(\s*["']([\w-]+)["']|^    (\w+) = \w+\(.*required=False""", re.M)
ALSO = (
    *(
        "from",
        "to",
        "-newspaper",
        "newspaper",
        "section",
        "-section",
        "year",
        "month",
        "-year",
        "day",
        "kind",
        "person",
    ),
    *("organization", "place", "event", "page_number", "p", "o", "all", "e", "_popup", "_to_field", "next", "within"),
    *("date__year", "date__month", "date__range__gte", "state__exact", "pk__in", "password__startswith"),
    *(
        "page__issue__newspaper__name",
        "owner__password__startswith",
        "id__exact",
        "q[]",
        "",
        "\0",
        "=",
        "size",
        "sort",
    ),
)
VALUES = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "2",
        "99999999999999999999",
        "1e9",
        "1_000",
        "５",
        "٣",
        "0x1",
        "nan",
        "inf",
        "None",
        "true",
    ),
    *(
        "2023-03-05",
        "2023-02-30",
        "0000-00-00",
        "9999-12-31",
        "10000-01-01",
        "2023-3-5",
        "2023-03",
        "2023-13",
        "03/05",
    ),
    *("\0", "\ufeff", "\u202e石门镇", "\U000f0000", "😀" * 50, "石" * 5_000, "%", "%00", "%ud800", "../../etc/passwd"),
    *("<script>owned=1</script>", "'", '"', "' OR 1=1 --", "'; DROP TABLE archive_article; --", "{{7*7}}", "${7*7}"),
    *("=1+1", "\r\nSet-Cookie: a=b", "//evil.invalid/", "javascript:alert(1)", "https:\\\\evil.invalid", "relevance"),
    *(
        "newest",
        "json",
        "person",
        "article",
        "云溪区",
        "陆明远",
        "石门镇",
        "青岚日报",
        "a" * 8_000,
        "(a+)+$",
        "[",
        "\\",
    ),
)
WORDS = (
    "云溪区",
    "陆明远",
    "石门镇",
    "河长",
    "会议",
    "李",
    "的",
    "luming",
    "2023",
    "3月",
    "区长",
    "a",
    "ＡＢ",
    "馬",
    "😀",
    "\u0301",
)
SIGNS = (
    " ",
    " OR ",
    " AND ",
    " NOT ",
    " -",
    '"',
    "“",
    "”",
    "(",
    ")",
    "（",
    "）",
    "*",
    "?",
    "~",
    "~2",
    "^9",
    ":",
    "/",
    "[a TO z]",
    "|",
    "&&",
    "title:",
    "标题:",
    "日期:2023-",
    "NEAR/5",
    "+",
    "\\",
    "\0",
    "\n",
    "\u3000",
    "%",
    "{",
    "}",
    ">",
    "=",
    "…",
)
CRAFTED = (
    *("(" * 3_000, ")" * 3_000, "(" * 500 + "云溪区" + ")" * 500, '"' * 3_001, "“" * 2_000, "-" * 5_000, "- " * 2_000),
    *(
        "*",
        "?",
        "* *",
        "云*",
        "*云",
        "?" * 200,
        "云?" * 100,
        "云~9",
        "[一 TO 龥]",
        "{a TO z}",
        "pub_date:[* TO *]",
        "django_ct:*",
    ),
    *(
        " OR ".join(["云溪区"] * 5_000),
        " ".join(f"词{n}" for n in range(5_000)),
        " OR ".join("abcdefgh"),
        "OR",
        "AND",
        "NOT",
    ),
    *(
        "OR OR OR",
        "NOT NOT NOT 云",
        "a OR",
        "OR a",
        "() ()",
        '""',
        '" "',
        '"云溪区',
        '云溪区"',
        "-云溪区",
        "-(-(-云))",
        "-",
    ),
    *(
        "石" * 100_000,
        "a" * 100_000,
        "\u0301" * 10_000,
        "👩‍👩‍👧‍👦" * 2_000,
        "\ufdfa" * 5_000,
        "ﷺ" * 300,
        "㍿" * 300,
        "İ" * 5_000,
    ),
    *(
        "的" * 200,
        "的 " * 200,
        "云溪区 " * 500,
        '"' + "的 " * 500 + '"',
        '"云 溪" ' * 200,
        "~" * 300,
        "^" * 300,
        "\\" * 3_001,
    ),
    *(
        "标题:" * 300,
        "标题:(云溪区 OR 石门镇)",
        "日期:2023",
        "日期:9999-99-99",
        "日期:>",
        "人物:=",
        "版:-1",
        '报纸:"',
        ":::::",
        "a:b:c:d",
    ),
    *("\0", "\0云\0", "\r\n\r\n", "\x1b[2J", "\ufeff", "\u2028", "\u202e", "\ufffe", "\U0010ffff", "\u200b" * 999),
    *(
        "%",
        "%%",
        "%s%s%s%n",
        "_",
        "__",
        "{0}",
        "${7*7}",
        "{{7*7}}",
        "<svg onload=alert(1)>",
        "' OR ''='",
        "1;SELECT 1",
        "/*",
        "--",
    ),
    *(
        "a NEAR b",
        "a /5 b",
        "a~5 b",
        '"a b"~99999999999',
        "^99999999999",
        "云^1e999",
        "1..9",
        "2023-03-05..2023",
        "∞",
        "½",
        "①②③",
    ),
    *(
        "zhao" * 500,
        "lu ming yuan",
        "z",
        "zh ch sh",
        "nvlv",
        "ü" * 500,
        "lü",
        "xi'an",
        "1" * 3_000,
        "一" * 3_000,
        "〇" * 3_000,
    ),
)


@dataclass
class Asked:
    """What came of the addresses that were asked."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask(self, client: Client, who: str, address: str) -> None:
        """Ask, and note."""
        began = time.process_time()
        try:
            answer = client.get(address)
            data = answer.getvalue()
        except Exception as error:  # Whatever it is, the address that brought it about is what counts.
            self.wrong.append(f"{who} {address[:300]}: {type(error).__name__}: {str(error)[:200]}")
            return
        spent = time.process_time() - began
        self.statuses[answer.status_code] += 1
        self.slowest = sorted([*self.slowest, (spent, f"{who} {address[:150]}")], reverse=True)[:5]
        problem = ""
        if answer.status_code >= 500:
            problem = f"status {answer.status_code}"
        elif spent > SLOWEST:
            problem = f"took {spent:.1f} s"
        elif answer.status_code == 302 and re.match(r"(https?:)?[/\\]{2}", answer.headers["Location"]):
            problem = f"leads elsewhere: {answer.headers['Location'][:100]}"
        elif address.startswith("/api/") and answer.status_code >= 400 and b'"error":"' not in data.replace(b" ", b""):
            problem = f"status {answer.status_code} without a reason"
        elif answer.status_code >= 400 and not data and answer.status_code != 405:
            problem = f"status {answer.status_code} without a word"
        if problem:
            self.wrong.append(f"{who} {address[:300]}: {problem}")


def parameters() -> tuple[str, ...]:
    """The names of all parameters that views and forms read, and some that none does."""
    texts = [path.read_text("utf-8") for path in sorted(Path(ROOT, "archive").rglob("*.py"))]
    found = {name for text in texts for some in PARAMETER.findall(text) for name in some if name}
    return (*sorted(found), *ALSO)


def query(random: Random) -> str:
    """A query that looks like one, somewhat."""
    return "".join(random.choice(WORDS if random.random() < 0.5 else SIGNS) for _ in range(random.randrange(1, 25)))


def addresses(paths: Sequence[str], random: Random) -> Iterator[str]:
    """Addresses without end: these paths with parameters."""
    names = parameters()
    searching = [path for path in paths if re.search("search|trends|suggest|people|events|names|articles", path)]
    while True:
        path = random.choice(searching if searching and random.random() < 0.5 else paths)
        pairs = []
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            name = "q" if random.random() < 0.4 else random.choice(names)
            value = query(random) if random.random() < 0.5 else random.choice(VALUES)
            pairs.append(f"{_written(name, random)}={_written(value, random)}")
        yield f"{path}?{'&'.join(pairs)}"[:LONGEST]


def _written(text: str, random: Random) -> str:
    """As it stands in an address: right, and now and then in bytes that are no text."""
    if random.random() < 0.05:
        return quote_from_bytes(text.encode("gb18030", "replace")[:-1] + random.randbytes(2))
    return quote(text, safe="")


def crafted(paths: Sequence[str]) -> Iterator[str]:
    """The queries made by hand at every face of search, and the values at every path that is asked by number."""
    faces = [path for path in paths if re.search(r"^/(search|trends|api/(search|trends|suggest)|opensearch/)", path)]
    for face in faces:
        for each in CRAFTED:
            yield f"{face}?q={quote(each, safe='')}"[:LONGEST]
    for path in paths:
        for number in ("0", "99999999999999999999", "x", "%00", "-1"):
            if re.search(r"/\d+", path):
                yield re.sub(r"/\d+", f"/{number}", path, count=1)


def play(clients: dict[str, Client], paths: dict[str, Sequence[str]], seed: int, count: int, every: int = 1) -> Asked:
    """Ask so many random addresses, and each one in `every` of the crafted ones, of the paths of each client."""
    asked = Asked()
    for who, client in clients.items():
        for number, address in enumerate(crafted(paths[who])):
            if number % every == seed % every:
                asked.ask(client, who, address)
        made = addresses(paths[who], Random(f"{seed} {who}"))
        for address in itertools.islice(made, count // len(clients)):
            asked.ask(client, who, address)
    return asked
