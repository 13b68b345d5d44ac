"""What kind of post a body and a title make, and which posts go together in one life."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.ingest.careers import Fit, Held, Sphere, fit, role_of


@pytest.mark.parametrize(
    ("body", "title", "sphere", "circle", "unit"),
    [
        ("中共云溪区委员会", "书记", Sphere.OFFICIAL, "party", "party"),
        ("中共云溪区委员会宣传部", "部长", Sphere.OFFICIAL, "department", "委员会宣传部"),
        ("云溪区人民政府", "副区长", Sphere.OFFICIAL, "government", "government"),
        ("云溪区人民代表大会常务委员会", "主任", Sphere.OFFICIAL, "congress", "congress"),
        ("中国人民政治协商会议云溪区委员会", "主席", Sphere.OFFICIAL, "consultative", "consultative"),
        ("青岚市云溪区水利局", "局长", Sphere.OFFICIAL, "bureau", "水利局"),
        ("云溪区城市管理局", "局长", Sphere.OFFICIAL, "bureau", "城市管理局"),
        ("云溪区公安局", "局长", Sphere.OFFICIAL, "police", "公安局"),
        ("交通运输部", "部长", Sphere.OFFICIAL, "ministry", "交通运输部"),
        ("云溪区防汛抗旱指挥部", "指挥长", Sphere.OFFICIAL, "beside", ""),
        ("", "大会主席团常务主席", Sphere.OFFICIAL, "beside", ""),
        ("中共云溪区石门镇委员会", "书记", Sphere.OFFICIAL, "town", "石门镇"),
        ("石门镇人民政府", "镇长", Sphere.OFFICIAL, "town", "石门镇"),
        ("光明街道办事处", "主任", Sphere.OFFICIAL, "town", "光明街道"),
        ("", "云溪区石门镇沙河村党支部书记", Sphere.OFFICIAL, "village", "沙河村"),
        ("", "老渡口社区党总支书记", Sphere.OFFICIAL, "village", "老渡口社区"),
        ("", "乡村振兴局局长", Sphere.OFFICIAL, "bureau", "乡村振兴局"),
        ("", "区产业服务中心主任", Sphere.OFFICIAL, "bureau", "产业服务中心"),
        ("", "云溪区第一小学教师", Sphere.CIVIL, "", "第一小学"),
        ("", "第一小学校长", Sphere.CIVIL, "", "第一小学"),
        ("青岚恒信机械有限公司", "董事长", Sphere.CIVIL, "", "青岚恒信机械有限公司"),
        ("", "教师", Sphere.CIVIL, "", ""),
        ("", "镇长", Sphere.OFFICIAL, "", ""),
        ("", "区领导", Sphere.OFFICIAL, "", ""),
        ("", "先进个人", Sphere.UNKNOWN, "", ""),
    ],
)
def test_what_a_post_is(body: str, title: str, sphere: Sphere, circle: str, unit: str) -> None:
    role = role_of(body, title)
    assert (role.sphere, role.circle, role.unit) == (sphere, circle, unit)


WATER, SCHOOLS = ("云溪区水利局", "局长"), ("云溪区教育局", "局长")
MAYOR, CHIEF = ("云溪区人民政府", "副区长"), ("云溪区公安局", "局长")
CONGRESS, SECRETARY = ("云溪区人民代表大会常务委员会", "主任"), ("中共云溪区委员会", "书记")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((WATER, 0, 100), (WATER, 50, 60), Fit.SAME_BODY),
        ((WATER, 0, 100), (SCHOOLS, 101, 200), Fit.CAREER),
        ((WATER, 0, 100), (SCHOOLS, 50, 200), Fit.NEVER),
        ((WATER, 0, 100), (SCHOOLS, 1300, 1400), Fit.NEVER),
        ((WATER, 0, 100), (MAYOR, 120, 200), Fit.CAREER),
        ((MAYOR, 0, 100), (CHIEF, 50, 60), Fit.LEADERS),
        ((MAYOR, 0, 100), (SECRETARY, 50, 200), Fit.LEADERS),
        ((MAYOR, 0, 100), (CONGRESS, 50, 200), Fit.NEVER),
        ((MAYOR, 0, 100), (CONGRESS, 105, 200), Fit.LEADERS),
        ((SECRETARY, 0, 100), (WATER, 105, 200), Fit.NEVER),
        ((("", "第一小学教师"), 0, 10), (WATER, 20, 30), Fit.NEVER),
        ((MAYOR, 0, 10), (SECRETARY, 4000, 4100), Fit.NEVER),
    ],
)
def test_which_posts_are_one_persons(
    one: tuple[tuple[str, str], int, int], other: tuple[tuple[str, str], int, int], expected: Fit
) -> None:
    def held(post: tuple[str, str], first: int, last: int) -> Held:
        start = date(2020, 1, 1)
        return Held(role_of(*post), start + timedelta(first), start + timedelta(last))

    assert fit(held(*one), held(*other)) == fit(held(*other), held(*one)) == expected
