from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
import zstandard

from chantier.publish.dumps.files import EXTENSIONS, OutputFile, WrittenFile, compress

CONTENT = b"a line\n" * 10_000


def plain(folder: Path) -> WrittenFile:
    output = OutputFile(folder, "a/b.txt")
    with output:
        for start in range(0, len(CONTENT), 999):
            output.write(CONTENT[start : start + 999])
    (written,) = output.written
    return written


def test_a_file_is_described_as_it_lies_on_disk(tmp_path: Path) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert plain(tmp_path) == WrittenFile("a/b.txt", "", len(CONTENT), digest)
    assert (tmp_path / "a" / "b.txt").read_bytes() == CONTENT


def test_a_file_that_is_removed_is_not_described(tmp_path: Path) -> None:
    output = OutputFile(tmp_path, "x.txt")
    with output:
        output.write(b"half")
    output.remove()
    assert output.written == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("compression", [name for name in EXTENSIONS if name])
def test_compressed_files_have_equal_bytes_each_time_and_the_same_content(
    tmp_path: Path, compression: str
) -> None:
    plain(tmp_path)
    first = compress(tmp_path, "a/b.txt", compression)
    body = (tmp_path / first.path).read_bytes()
    assert first.path == f"a/b.txt{EXTENSIONS[compression]}"
    assert (first.size, first.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert compress(tmp_path, "a/b.txt", compression) == first
    if compression == "gzip":
        assert gzip.decompress(body) == CONTENT
    else:
        assert zstandard.ZstdDecompressor().decompressobj().decompress(body) == CONTENT
