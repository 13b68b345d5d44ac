"""Who serves the whole country, another country, or a body of several: what titles and bodies' names begin with.

A report from a district tells of the minister who came; the ministry does not belong to the district.
"""

from __future__ import annotations

import re

from archive.parsing.countries import country_names

# Bodies of the whole country, and of several countries: who serves in them has no home below. Not 全国劳动模范, who
# is a worker somewhere.
_NATIONAL = re.compile(
    "中共中央|中国共产党中央|中央|中华|国务院|国家|最高人民|我国|中国(?!共产党|人民政治协商会议)|中国人民政治协商会议全国"
    "|全国(?:人大|人民代表|政协|总工会|妇联|工商联|侨联|青联|学联|台联|社会保障)|新华(?:通讯)?社|人民日报社|海关总署|审计署"
    "|联合国|世界(?:卫生组织|贸易组织|银行|粮食计划署)|世[卫贸]组织|世卫|金砖国家|二十国集团|亚投行|亚洲(?:基础设施|开发银行)"
    "|国际(?:奥委会|奥林匹克|货币基金|原子能|足联|劳工组织|刑警|民航组织|电信联盟|残奥委会)|欧盟|欧洲|东盟|非盟|非洲联盟|阿盟"
    "|上合组织|上海合作组织|亚奥理事会"
)
# Ministries are printed without the country: 交通运输部副部长 in a report from a district.
_MINISTRY = re.compile(
    "(?:外交|国防|教育|科学技术|科技|工业和信息化|工信|公安|国家安全|民政|司法|财政|人力资源和社会保障|人社|自然资源|国土资源"
    "|生态环境|环境保护|环保|住房和城乡建设|住建|交通运输|铁道|水利|农业农村|农业|商务|文化和旅游|文化|卫生|退役军人事务"
    "|应急管理|监察)部"
)
# 中国银行青岚分行 is a city's; a 中国作家协会会员 or 国家一级演员 lives anywhere; 中央大街 is a street.
_LOCAL = re.compile(
    "分行|支行|分公司|支公司|供电公司|分局|分社|营业部|营业厅|分会|分院|会员|[站店]长?\\Z|国家[级一二三]"
    "|中央[大街路广公花商]|中国[村街城]"
)
# Titles that only the country has, printed bare: 总书记 on a district's page is not the district's.
_TITLES = frozenset({"总书记", "总理", "副总理", "委员长", "副委员长", "国务委员", "外长"})

# 黑山县 and 巴林左旗 are China's.
_NO_COUNTRY = re.compile("[左右]?[旗县区市镇乡村路街族]")
_LONGEST = 10  # characters of a country's name


def is_nationwide(words: str) -> bool:
    """Whether a title or a body's name is of the whole country, or of a body above countries.

    >>> [is_nationwide(title) for title in ("交通运输部副部长", "中国银行云溪支行行长", "区水利局局长")]
    [True, False, False]
    """
    if words in _TITLES:
        return True
    begins = _NATIONAL.match(words) or _MINISTRY.match(words)
    return bool(begins) and not _LOCAL.search(words)


def country_of(words: str) -> str:
    """The other country that a title or a body's name begins with, "" where it begins with none.

    >>> country_of("法国总统"), country_of("黑山县县长"), country_of("区长")
    ('法国', '', '')
    """
    names = country_names()
    said = next((words[:size] for size in range(min(len(words), _LONGEST), 1, -1) if words[:size] in names), "")
    return names[said] if said and not _NO_COUNTRY.match(words, len(said)) else ""
