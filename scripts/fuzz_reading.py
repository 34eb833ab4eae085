"""Read thousands of damaged files of every format; each must end in a report or a sentence.

    python scripts/fuzz_reading.py [--files 2000] [--seconds 20] [--megabytes 1500] [--seed 1]

Files of the project are cut, flipped, doubled, spliced; to them come files made to harm: archives
that unpack to gigabytes, tables within tables a thousand deep, lines of megabytes, entities that
grow, numbers without end. A process of its own reads them, so that a crash, too much time or too
much memory is found out; what failed is kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

from rich.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = (
    '<?xml version="1.0"?>{doctype}<w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}'
    "</w:body></w:document>"
)


def docx(body: str, doctype: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A DOCX file with the given body."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", DOCUMENT.format(doctype=doctype, body=body))
        for name, data in (extra or {}).items():
            package.writestr(name, data)
    return buffer.getvalue()


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files made to harm, with their names."""
    run = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    cell = "<w:tbl><w:tr><w:tc>"
    yield "deep.docx", docx(cell * 1000 + run.format("x") + "</w:tc></w:tr></w:tbl>" * 1000)
    yield "deep200.docx", docx(cell * 60 + run.format("x") + "</w:tc></w:tr></w:tbl>" * 60)
    yield "bomb.docx", docx(run.format("0" * 200_000_000))
    yield "bomb-notes.docx", docx(run.format("x"), extra={"word/footnotes.xml": b" " * 300_000_000})
    yield "many.docx", docx(run.format("Diện tích 12 ha1, tăng 3%.") * 300_000)
    yield (
        "wide.docx",
        docx(
            "<w:tbl><w:tr>"
            + '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr></w:tc>' * 500
            + "</w:tr></w:tbl>"
        ),
    )
    entities = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
        + "]>"
    )
    yield "entities.docx", docx(run.format("&j;"), entities)
    outside = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    yield "outside.docx", docx(run.format("&x;"), outside)
    yield "entities.html", f"{entities}<html><body><p>&j;</p></body></html>".encode()
    yield "deep.html", b"<html><body>" + b"<div>" * 100_000 + b"x"
    yield "tables.html", b"<html><body>" + b"<table border=1><tr><td>" * 5_000 + b"x"
    yield "span.html", b"<table border=1>" + b"<tr><td colspan=99999 rowspan=99999>1" * 3_000
    yield "script.html", b"<html><script src='file:///etc/passwd'></script><p>x</p>"
    yield "line.txt", ("Diện tích 12 ha1, " * 300_000).encode()[:4_900_000]
    yield "line50.txt", b"a" * 50_000_000
    yield "letters.txt", ("a " * 2_400_000).encode()
    yield "stars.md", b"*" * 3_000_000
    yield "stars2.md", b"*a " * 1_000_000
    yield "tags.md", b"<sup>" * 1_000_000
    yield "bars.md", b"|" * 2_000_000 + b"\n" + b"|-" * 1_000_000 + b"\n" + b"|a\n" * 50_000
    yield "tabs.txt", (b"\t" * 50_000 + b"\n") * 20
    yield "accents.txt", ("a" + "\u0301" * 2_000_000).encode()
    yield "digits.txt", b"1" * 2_000_000 + b"\n" + b"a1 " * 900_000
    yield "breaks.txt", b"\n" * 4_900_000 + b"x"
    yield "sentences.txt", "Diện tích 12 ha.\nlũy kế 3 ha1\n".encode() * 45_000
    yield "feeds.txt", b"\x0cx" * 500_000
    yield "markers.txt", b"1. a\n" * 99_000
    yield "notes.txt", "".join(f"chữ{i}\n\n{i} Chú thích {i}.\n" for i in range(1, 900)).encode()
    yield "brackets.txt", ("(" * 500_000 + "\n" + "a" * 300 + "\n" + "b)" * 300_000).encode()
    yield "superscripts.txt", ("a" + "²" * 2_000_000).encode()
    yield "utf16.txt", b"\xff\xfe" + b"a\x00" * 2_000_000 + b"a"
    yield "nul.txt", b"\x00" * 1_000_000
    yield "old.txt", bytes(range(128, 256)) * 20_000
    page = b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 9e9 9e9]/Contents 3 0 R>>"
    yield (
        "huge-page.pdf",
        pdf(
            [
                b"<</Type/Pages/Kids[2 0 R]/Count 1>>",
                page,
                b"<</Length 9>>stream\nBT ET\n\nendstream",
            ]
        ),
    )
    yield (
        "loop.pdf",
        pdf(
            [
                b"<</Type/Pages/Kids[1 0 R 1 0 R]/Count 99999999>>",
                page,
                b"<<>>",
            ]
        ),
    )
    yield "empty.pdf", b"%PDF-1.7\n"
    yield "empty.docx", b"PK\x05\x06" + b"\x00" * 18


def pdf(objects: list[bytes]) -> bytes:
    """A PDF file whose first object is the page tree."""
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    root = len(objects) + 1
    places.append(len(out))
    out += b"%d 0 obj<</Type/Catalog/Pages 1 0 R>> endobj\n" % root
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root %d 0 R/Size %d>>\n"
        b"startxref\n%d\n%%%%EOF" % (root + 1, table, root, root + 1, start)
    )


def seeds() -> list[tuple[str, bytes]]:
    """The files to damage."""
    paths = [
        *sorted((ROOT / "tests" / "fixtures" / "reports").glob("*.*")),
        *sorted((ROOT / "corpus").glob("*.txt")),
    ]
    files = [(path.name, path.read_bytes()) for path in paths]
    text = (ROOT / "corpus" / "phong-tho-2023.txt").read_text(encoding="utf-8")[:20_000]
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
    table = (
        "<table border=1><tr><th>TT</th><th>Chỉ tiêu</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    files += [
        ("phong-tho.md", text.encode()),
        ("phong-tho-utf16.txt", text.encode("utf-16")),
        ("phong-tho.html", f"<html><body>{paragraphs}{table}</body></html>".encode()),
    ]
    return files


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A file with one to four damages."""
    for _ in range(chance.randint(1, 4)):
        size = max(len(data), 1)
        a = chance.randrange(size)
        b = min(size, a + chance.choice((1, 4, 64, 1024, size // 4 + 1)))
        kind = chance.randrange(8)
        if kind == 0:
            data = data[:a]
        elif kind == 1:
            flipped = bytearray(data)
            for _ in range(chance.choice((1, 8, 200))):
                if flipped:
                    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            data = bytes(flipped)
        elif kind == 2:
            data = data[:a] + data[b:]
        elif kind == 3:
            data = data[:b] + data[a:b] * chance.choice((1, 3, 50)) + data[b:]
        elif kind == 4:
            data = data[:a] + chance.randbytes(chance.choice((1, 16, 500))) + data[a:]
        elif kind == 5:
            data = data[:a] + other[chance.randrange(max(len(other), 1)) :][:5000] + data[b:]
        elif kind == 6:
            data = data.replace(
                *chance.choice(((b"0", b"9"), (b"<", b"<<"), (b"/", b""), (b"\n", b"")))
            )
        else:
            data = data[:a] + chance.choice(
                (b"\x00", b"\xff\xfe", b"<w:tbl>", b"999999999", b"\x0c")
            )
        data = data[:30_000_000]
    return data


def damaged_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A DOCX whose parts are damaged and packed again."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if chance.random() < 0.4:
                part = damaged(part, other, chance)
            new.writestr(name, part)
    return buffer.getvalue()


def files(count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """All files of a run."""
    yield from hostile()
    given = seeds()
    for index in range(count):
        name, data = chance.choice(given)
        other = chance.choice(given)[1]
        inside = name.endswith(".docx") and chance.random() < 0.7
        changed = (damaged_inside if inside else damaged)(data, other, chance)
        yield f"{index:05d}-{name}", changed


def work(pipe: Connection, megabytes: int) -> None:
    """Read the files whose paths come through the pipe, answer with what came of each."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    from extractor.errors import SolieuError
    from extractor.reading import read_report

    while path := pipe.recv():
        began = time.process_time()
        try:
            report = read_report(path)
            report.to_dict()
            outcome = "report"
        except SolieuError as error:
            text = str(error)
            outcome = "sentence" if text.endswith(".") and "\n" not in text else f"FAILED {text}"
        except BaseException as error:
            outcome = f"FAILED {type(error).__name__}: {error}"
        pipe.send((outcome, time.process_time() - began))


def main() -> None:
    """Run, print what came of it, exit with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=20, help="processor time a file may take")
    parser.add_argument("--megabytes", type=int, default=1500, help="the most memory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = (0.0, "")
    process = pipe = None
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        task = progress.add_task("reading", total=options.files)
        for name, data in files(options.files, random.Random(options.seed)):
            if process is None or not process.is_alive():
                pipe, end = multiprocessing.Pipe()
                process = multiprocessing.get_context("spawn").Process(
                    target=work, args=(end, options.megabytes), daemon=True
                )
                process.start()
                end.close()
            assert pipe is not None
            path = Path(folder) / name
            path.write_bytes(data)
            outcome, seconds = "FAILED took too long", options.seconds
            try:
                pipe.send(str(path))
                if pipe.poll(20 * options.seconds):  # other work may slow the machine
                    outcome, seconds = pipe.recv()
            except (EOFError, BrokenPipeError, ConnectionResetError):
                outcome, seconds = "FAILED the process crashed", 0.0
            if seconds > options.seconds:
                outcome = f"FAILED took {seconds:.0f} s"
            slowest = max(slowest, (seconds, name))
            outcomes[outcome.split()[0]] += 1
            if outcome.startswith("FAILED"):
                failures.append(f"{name}: {outcome}")
                options.keep.mkdir(exist_ok=True)
                (options.keep / name).write_bytes(data)
                process.kill()
                process.join()
                process = None
            path.unlink()
            progress.advance(task)
    if process is not None:
        process.kill()
    print(dict(outcomes), f"slowest {slowest[0]:.1f} s: {slowest[1]}")
    print(*failures, sep="\n")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
