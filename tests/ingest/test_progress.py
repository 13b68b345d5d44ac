"""The progress line."""

import io

from archive.ingest.progress import Progress


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_a_plain_line_now_and_then():
    clock, out = Clock(), io.StringIO()
    progress = Progress(out, clock=clock)
    progress.expect(1000, None)
    for clock.now in (101.0, 105.0, 110.0, 111.0):
        progress.show(50, 250)
    assert out.getvalue() == "50 articles, 5/s, 25%, about 30 s left\n"


def test_on_a_terminal_one_line_that_renews_itself_and_makes_way():
    clock, out = Clock(), Terminal()
    progress = Progress(out, clock=clock)
    for clock.now, count in ((100.3, 1000), (100.6, 1)):
        progress.show(count, 0)
    progress.say("a.txt: empty")
    assert out.getvalue() == "\r1,000 articles\r1 articles    \r          \ra.txt: empty\n"


def test_a_name_cannot_steer_the_terminal():
    out = io.StringIO()
    Progress(out).say("\x1b[2J\u202egpj.txt: 空\u3000页\nx")
    assert out.getvalue() == "\\x1b[2J\\u202egpj.txt: 空\u3000页\\nx\n"


def test_a_limit_tells_how_far_it_is():
    clock = Clock()
    progress = Progress(io.StringIO(), clock=clock)
    progress.expect(1_000_000, 200)
    clock.now = 110.0
    assert progress.line(100, 10) == "100 articles, 10/s, 50%, about 10 s left"
    clock.now = 100.0 + 3600 * 2
    assert progress.line(50, 10) == "50 articles, 0/s, 25%, about 6.0 h left"
    progress.expect(0, None)
    assert progress.line(50, 10) == "50 articles, 0/s"


def test_quiet_says_nothing_but_what_must_be_said():
    clock, out = Clock(), io.StringIO()
    progress = Progress(out, quiet=True, clock=clock)
    clock.now = 200.0
    progress.show(1, 1)
    progress.say("a.txt: empty")
    assert out.getvalue() == "a.txt: empty\n"
