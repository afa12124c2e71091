"""An archive gives the one file that is asked for, or says in words why not."""

import zipfile

import pytest

from biovaliance.sources.fetching.archives import member
from biovaliance.sources.fetching.limits import FetchError


@pytest.fixture
def archive(tmp_path):
    """An archive with one file of 10,000 bytes."""
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("v2.json", bytes(range(250)) * 40)
    return path


def read(path, ending=".json"):
    with member(path, ending) as file:
        return file.read()


def test_the_file_asked_for_is_read(archive):
    assert read(archive) == bytes(range(250)) * 40


def test_another_ending_names_what_there_is(archive):
    with pytest.raises(FetchError, match=r"0 files end with '.csv'; it holds v2.json"):
        read(archive, ".csv")


def test_a_truncated_archive_is_damaged(archive):
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(FetchError, match="the archive is damaged"):
        read(archive)


def test_a_method_that_is_not_known_is_told_with_a_way_out(archive):
    # Bytes 8 and 9 of the local header and 10 and 11 of the directory's entry hold the method: 99 is AES.
    content = bytearray(archive.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[8:10] = content[entry + 10 : entry + 12] = b"\x63\x00"
    archive.write_bytes(content)
    with pytest.raises(FetchError, match=r"cannot be unpacked here .*--from"):
        read(archive)
