"""Name check: a list is read as people keep it, answered in its order, and kept nowhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Membership, OtherName, Person, Post
from archive.views import name_lists
from archive.views.name_check import MOST_POSTED, NAMESAKES, ROWS
from archive.views.name_lists import MOST_BYTES, MOST_NAMES
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
)
from tests.views.page import Document, document
from tests.views.scene import SECRET, Scene, conceal

# Names, other names, those the index knows by other spellings; people, posts, articles that name them.
MOST_QUERIES = 6


def named(name: str, *years: int, **values: Any) -> Person:
    """Somebody whom an article of each of these years names."""
    person: Person = PersonFactory(name=name, **values)
    for year in years:
        article = ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(year, 3, 5))))
        MentionFactory(article=article, text=name, status="linked", person=person)
    return person


def check(client: Client, names: str, **more: object) -> Document:
    """The page that answers a list."""
    response = client.post("/names/", {"names": names, **more})
    assert response.status_code == 200
    return document(response)


def rows(page: Document) -> list[str]:
    """The table's rows without its heads."""
    return page.all("tr")[1:]


def table(client: Client, names: str) -> list[list[str]]:
    """The file that answers a list, without its heads."""
    response = client.post("/names/", {"names": names, "as": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("陆明远\n\n  \r\n白云起\r顾一舟", ["陆明远", "白云起", "顾一舟"]),
        (
            "\ufeff1. 陆明远\n2、白云起\n（3）顾一舟\n4 林小树\n⑤何青山\n- 周水生\n六、石门生",
            ["陆明远", "白云起", "顾一舟", "林小树", "何青山", "周水生", "石门生"],
        ),
        (
            "张 三\n张　三\n张\u00a0三\n张\u200b三\n王 小 明\n王 小明\n欧阳 明",
            ["张三"] * 4 + ["王小明"] * 2 + ["欧阳明"],
        ),
        (
            "陆明远，云溪区区长\n白云起,局长、书记\n顾一舟；女\n林小树\t男\n何青山：主任\n周水生（女）\n石 门 区长",
            ["陆明远", "白云起", "顾一舟", "林小树", "何青山", "周水生", "石门"],
        ),
        ('序号,姓名,职务\n1,陆明远,区长\n"2","白云起","局长"\n,顾一舟', ["陆明远", "白云起", "顾一舟"]),
        ('职务,姓名\n区长,陆明远\n"局长, 书记",白云起\n,\n无', ["陆明远", "白云起"]),
        ("干部花名册\n单位\t职务\t姓　名\t性别\n区政府\t区长\t 陆明远 \t男", ["陆明远"]),
        ("post;Name\nmayor;Lu Mingyuan", ["Lu Mingyuan"]),
        ("职务，姓名\n区长，白 起", ["白起"]),
        ("姓 名,职务\n陆明远,区长", ["陆明远"]),
        ("姓名\n陆明远、白云起、\n一鸣\n", ["陆明远", "白云起", "一鸣"]),
        ("Lu Mingyuan, mayor\nlu  mingyuan\n古丽·买买提", ["Lu Mingyuan", "lu mingyuan", "古丽·买买提"]),
        ("陆明远\n陆明远", ["陆明远", "陆明远"]),
        ("----\n12\n、\n名单\n\x00", []),
    ],
)
def test_names_are_taken_out_of_lists(text: str, names: list[str]) -> None:
    read = name_lists.read(text)
    assert [each.name for each in read.entries] == names
    assert read.count == len(names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_are_read(client: Client, db: None, encoding: str) -> None:
    named("陆明远", 2023)
    data = "姓名,职务\n陆明远,区长\n镕玥,\n".encode(encoding)
    page = check(client, "白云起", file=SimpleUploadedFile("名单.csv", data))
    assert [row.split()[1:3] for row in rows(page)] == [["陆明远", "一人"], ["镕玥", "未见"]]
    assert page.all("textarea") == ["陆明远 镕玥"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "名单里没有姓名"),
        (b"1\n2\n", "名单里没有姓名"),
        (b"PK\x03\x04\x00\x00", "这个文件读不出姓名"),
        (b"\xff\xff\xff", "这个文件读不出姓名"),
        (b"\n" * (MOST_BYTES + 1), "名单太大：最多200KB，1000个姓名"),
    ],
)
def test_what_is_no_list_is_refused(client: Client, db: None, data: bytes, problem: str) -> None:
    page = check(client, "", file=SimpleUploadedFile("名单.txt", data))
    assert problem in page.all("p", role="alert")[0]
    assert rows(page) == []


def test_what_is_far_too_large_is_not_read(client: Client, db: None) -> None:
    response = client.post("/names/", {"names": "陆" * MOST_POSTED})
    assert response.status_code == 413
    assert document(response).all("p", role="alert") == ["名单太大：最多200KB，1000个姓名。"]


def test_a_list_is_cut_openly(client: Client, db: None) -> None:
    page = check(client, "\n".join(f"{letter}明远" for letter in "陆白" * 501))
    assert "名单末尾的2个没有查" in page.text
    assert len(rows(page)) == ROWS
    last = check(client, "白明远\n" * MOST_NAMES, page="10")
    assert [row.split()[0] for row in rows(last)] == [str(number) for number in range(901, 1001)]
    assert "第10页，共10页" in last.text


def test_the_rows_stand_in_the_list_s_order(client: Client, scene: Scene) -> None:
    named("白云起", 2021, 2023)
    page = check(client, "无此人\n1、白 云 起，局长\n陆明远\n陆区长\n白云起")
    names = [row.split()[:3] for row in rows(page)]
    assert names == [
        ["1", "无此人", "未见"],
        ["2", "白", "云"],
        ["3", "陆明远", "同名2人"],
        ["4", "陆区长", "一人"],
        ["5", "白云起", "一人"],
    ]
    none, spaced, several, other, _again = rows(page)
    assert "在文章里找“无此人”" in none
    assert "2篇 2021–2023" in spaced
    assert several.index("云溪区人民政府区长 末见 2023年4月9日 云溪区") < several.index("石门镇 石门镇小学教师")
    assert "陆明远 又名 云溪区人民政府区长" in other
    links = dict(page.links())
    assert links["在文章里找“无此人”"] == "/search/?q=%22%E6%97%A0%E6%AD%A4%E4%BA%BA%22"
    assert {scene.person.get_absolute_url(), scene.namesake.get_absolute_url()} <= {to for _, to in page.links()}
    assert page.all("h2", id="checked") == ["5个姓名：一人 3，同名 1，未见 1"]


def test_of_many_namesakes_the_list_of_people_has_all(client: Client, db: None) -> None:
    for _ in range(NAMESAKES + 1):
        named("陆明远", 2023)
    page = check(client, "陆明远")
    assert len(page.all("a", class_="headline")) == NAMESAKES
    assert ("全部看", "/search/?q=%E9%99%86%E6%98%8E%E8%BF%9C&of=person") in page.links()
    assert len(table(client, "陆明远")) == NAMESAKES + 1


def test_other_spellings_count_and_those_that_sound_alike_are_offered(
    client: Client, db: None, index_now: Callable[[], None]
) -> None:
    named("陆明远", 2022)
    named("单立新", 2023)
    assert "索引还没有建好" in check(client, "lu mingyuan").text
    index_now()
    page = check(client, "lu mingyuan\nShan Lixin\n陸明遠\n陆鸣远\n陆明")
    pinyin, surname, written, near, other = rows(page)
    assert "一人 陆明远 拼音" in pinyin
    assert "一人 单立新 拼音" in surname
    assert "一人 陆明远 字形不同" in written
    assert "未见" in near
    assert "音近的名字： 陆明远" in near
    assert "音近" not in other
    assert table(client, "陆鸣远") == [["1", "陆鸣远", "未见", "0", *[""] * 10, "陆明远"]]


def test_the_file_holds_what_the_page_shows(client: Client, scene: Scene) -> None:
    first, second, none = table(client, "陆明远\n无此人")
    assert first[:7] == ["1", "陆明远", "同名", "2", "陆明远", "", "云溪区人民政府区长"]
    assert first[7:13] == ["2023-04-09", "山岚省/青岚市/云溪区", "", "2", "2023-03-05", "2023-04-09"]
    assert first[13] == f"http://testserver{scene.person.get_absolute_url()}"
    assert second[9] == "石门镇小学教师"
    assert none == ["2", "无此人", "未见", "0", *[""] * 11]


def test_no_cell_of_the_file_is_a_formula(client: Client, db: None) -> None:
    person = named("=甲", 2023, note="@乙")
    post = Post.objects.create(organization=OrganizationFactory(name="+局"), title="长")
    Membership.objects.create(person=person, post=post, first_seen=date(2023, 3, 5), last_seen=date(2023, 3, 5))
    [row] = table(client, "=甲")
    assert (row[1], row[4], row[6], row[9]) == ("'=甲", "'=甲", "'+局长", "'@乙")


def test_a_name_is_text(client: Client, db: None) -> None:
    response = client.post("/names/", {"names": 'x</textarea><b onclick="1">\u202e乙&'})
    assert b"<b onclick" not in response.content
    page = document(response)
    assert rows(page) == ["1 x 未见 在文章里找“x”"]


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_only_people_in_public_are_found(
    client: Client, scene: Scene, index_now: Callable[[], None], state: str
) -> None:
    conceal(scene, state)
    hidden = Person.objects.get(name=f"{SECRET}人")
    OtherName.objects.create(person=hidden, name="秘名")
    index_now()
    page = check(client, f"{SECRET}人\n秘名\n陆明远")
    assert [row.split()[2] for row in rows(page)] == ["未见", "未见", "同名2人"]
    assert f"note{SECRET}" not in page.text
    assert hidden.get_absolute_url() not in {address for _, address in page.links()}


def test_the_queries_do_not_grow_with_the_list(client: Client, scene: Scene, index_now: Callable[[], None]) -> None:
    for number in range(30):
        person = named(f"白{chr(0x4E00 + number)}", 2022, 2023)
        OtherName.objects.create(person=person, name=f"别名{number}")
    index_now()
    long = "\n".join(f"白{chr(0x4E00 + number)}\n别名{number}\n柏{chr(0x4E00 + number)}" for number in range(30))
    asked = []
    for names in ("陆明远\n陆区长\n路明远", long):
        for more in ({}, {"as": "csv"}):
            with CaptureQueriesContext(connection) as queries:
                assert client.post("/names/", {"names": names, **more}).status_code == 200
            asked.append(len(queries))
    assert asked == [MOST_QUERIES] * 4


def test_nothing_of_the_list_is_kept(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/names/", {"names": "无此人"})
    assert not [query for query in queries if query["sql"].split()[0] != "SELECT"]
    assert not response.cookies.get("sessionid")
    assert response["Cache-Control"] == "private"
    assert "名单不保存" in document(response).text


def test_a_list_needs_a_token_of_this_page(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/names/", {"names": "陆明远"}).status_code == 403
    page = document(strict.get("/names/"))
    [token, *_] = [each.get("value") for tag, each in page.elements if each.get("name") == "csrfmiddlewaretoken"]
    assert strict.post("/names/", {"names": "陆明远", "csrfmiddlewaretoken": token}).status_code == 200
    assert strict.put("/names/").status_code == 405


def test_the_people_lead_to_it(client: Client, scene: Scene) -> None:
    assert ("一次核对全部姓名", "/names/") in document(client.get("/people/")).links()
    assert ("核对姓名", "/names/") in document(client.get("/")).links()
