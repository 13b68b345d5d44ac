"""Characters that are printed for one another, and the one of them that each is folded to.

Only what stands for the same in every text: a search must not care which of them a page, a font or an input method
used. Traditional characters are not listed, opencc knows them (fold.py); neither is what Unicode calls compatible.
Each character folds by itself; what a word means in its sentence (乾隆, 乾燥) cannot matter here.
"""

# From a character to its form: {"○": "零", …}
VARIANTS: dict[int, str] = {}


def _alike(form: str, characters: str) -> None:
    VARIANTS.update(dict.fromkeys(map(ord, characters), form))


# 二〇二三 is typed with the character 〇, with the circle ○, and read (and often written) 零. A digit stays a digit: 0
# would make of every 10 a string of other characters, and of 二0二三 what nobody looks for.
_alike("零", "〇○◯")
# The dot in 阿依古丽·买买提 has a key of its own in no input method.
_alike("·", "•‧∙⋅・᛫⸱ꞏ")
# Quotation marks: straight, curved, low, vertical, of Taiwan and Hong Kong. Opening and closing ones are mistyped for
# one another too often to be kept apart.
_alike('"', "“”„‟″〝〞〟「」")
_alike("'", "‘’‚‛′`´『』")
# Dashes, minus signs and lines drawn with box characters: 5—10, 5–10, 5-10; 京沪—, 京沪─.
_alike("-", "‐‑‒–—―−─━﹘⸺⸻")
_alike("~", "〜∼∿")
_alike("...", "⋯")
# The score 3∶1 has a colon of its own in the typesetters' fonts.
_alike(":", "∶꞉")
# 〔2023〕5号 in documents, [2023]5号 where the brackets were not at hand.
_alike("[", "〔")
_alike("]", "〕")

# Old shapes of a character that opencc leaves as they are; fonts of older typesetting systems bring them.
OLD_SHAPES = "淸清靑青衞卫擧举郞郎鄕乡髙高黒黑値值経经玆兹吿告屛屏緖绪锺钟"
# What pages lose when their fonts name characters as radicals of the same shape: ⻓ for 长.
RADICALS = "⺁厂⺇几⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马"
RADICALS += "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"

for _pairs in (OLD_SHAPES, RADICALS):
    VARIANTS.update({ord(_shape): _form for _shape, _form in zip(_pairs[::2], _pairs[1::2], strict=True)})
