# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import socket
import stat
import struct
import tarfile
import tracemalloc
import zipfile

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.module_utils._tree import Tree
from ansible_collections.golive.web.plugins.module_utils._unpack import Limits, Unpacked, is_archive, sha256_of, unpack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DIRECTORY, SYMBOLIC, HARD, FIFO = "5", "2", "1", "6"  # types of tar members
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tar_of(path, *members, mode="w", tar_format=tarfile.PAX_FORMAT):
    """Write a tar of (name, content as bytes or type as str, {attributes}) to `path`."""
    with tarfile.open(path, mode, format=tar_format) as archive:
        for name, what, *more in members:
            entry = tarfile.TarInfo(name)
            if isinstance(what, str):
                entry.type, content = what.encode(), b""
            else:
                entry.size, content = len(what), what
            for key, value in (more[0] if more else {}).items():
                setattr(entry, key, value)
            archive.addfile(entry, io.BytesIO(content))
    return path


def link(name, target):
    return (name, SYMBOLIC, {"linkname": target})


def hard(name, target):
    return (name, HARD, {"linkname": target})


def zip_of(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, *mode in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (mode[0] if mode else 0o644) << 16
            archive.writestr(entry, content)
    return path


def shape(root):
    """{path: (mode, content or link target)} of all below `root`."""
    found = {}
    for directory, names, files in os.walk(root):
        for name in names + files:
            path = os.path.join(directory, name)
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                what = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    what = file.read()
            else:
                what = None
            found[os.path.relpath(path, root)] = (stat.S_IMODE(status.st_mode) if not stat.S_ISLNK(status.st_mode) else None, what)
    return found


def refused(archive, match, limits=Limits(), **options):
    destination = os.path.join(os.path.dirname(archive), "destination")
    before = sorted(os.listdir(os.path.dirname(archive)))
    with pytest.raises(ArtifactError, match=match) as caught:
        unpack(archive, destination, limits, **options)
    assert sorted(os.listdir(os.path.dirname(archive))) == before
    return caught.value


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("tar_format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_unpacked(tmp_path, mode, tar_format):
    deep = "/".join(["d" * 50] * 3) + "/" + "f" * 60
    archive = tar_of(
        tmp_path / "a",
        ("./", DIRECTORY),
        ("./bin/run", b"#!", {"mode": 0o700}),
        ("notes", b"n", {"mode": 0o606, "mtime": 12}),
        (deep, b"deep"),
        hard("same", "notes"),
        link("latest", "bin/run"),
        mode=mode,
        tar_format=tar_format,
    )
    assert unpack(archive, tmp_path / "out", mtime=1_700_000_000) == Unpacked(4, 7)
    found = shape(tmp_path / "out")
    assert found["bin/run"] == (0o755, b"#!")
    assert found["notes"] == found["same"] == (0o644, b"n")
    assert found["bin"] == (0o755, None)
    assert found[deep] == (0o644, b"deep")
    assert found["latest"] == (None, "bin/run")
    times = {os.lstat(tmp_path / "out" / path).st_mtime for path in [".", *found]}
    assert times == {1_700_000_000}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_a_zip_is_unpacked_with_modes_and_links(tmp_path):
    archive = zip_of(
        tmp_path / "a.zip", ("app/", b"", 0o40755), ("app/run", b"x" * 3, 0o100755), ("app/l", b"run", 0o120777), ("plain", b"", 0)
    )
    assert unpack(archive, tmp_path / "out") == Unpacked(2, 3)
    assert shape(tmp_path / "out") == {"app": (0o755, None), "app/run": (0o755, b"xxx"), "app/l": (None, "run"), "plain": (0o644, b"")}


def test_a_folder_is_copied_without_following_links(tmp_path):
    source = tmp_path / "source"
    (source / "a").mkdir(parents=True, mode=0o700)
    (source / "a" / "f").write_bytes(b"1")
    (source / "l").symlink_to("a")
    (tmp_path / "alias").symlink_to(source)
    assert unpack(tmp_path / "alias", tmp_path / "out") == Unpacked(1, 1)
    assert shape(tmp_path / "out") == {"a": (0o755, None), "a/f": (0o644, b"1"), "l": (None, "a")}


def test_the_umask_does_not_matter(tmp_path):
    archive = tar_of(tmp_path / "a", ("d/f", b"1"))
    before = os.umask(0o077)
    try:
        unpack(archive, tmp_path / "out")
    finally:
        os.umask(before)
    assert shape(tmp_path / "out") == {"d": (0o755, None), "d/f": (0o644, b"1")}


def test_leading_folders_are_stripped_only_when_asked(tmp_path):
    archive = tar_of(tmp_path / "a", ("app-1", DIRECTORY), ("app-1/f", b"1"), hard("app-1/h", "app-1/f"))
    unpack(archive, tmp_path / "whole")
    unpack(archive, tmp_path / "stripped", strip=1)
    assert set(shape(tmp_path / "whole")) == {"app-1", "app-1/f", "app-1/h"}
    assert set(shape(tmp_path / "stripped")) == {"f", "h"}
    refused(tar_of(tmp_path / "b", ("app/f", b""), ("loose", b"")), "'loose'", strip=1)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([("/etc/cron.d/x", b"1")], "absolute"),
        ([("../x", b"1")], "leads out of it by"),
        ([("a/../../x", b"1")], "leads out of it by"),
        ([("a/..", DIRECTORY)], "leads out of it by"),
        ([("a\x1bb", b"1")], "control"),
        ([("a\nb", b"1")], "control"),
        ([("\udcff", b"1")], "UTF-8"),
        ([("n" * 256, b"1")], "too long"),
        ([("/".join("n" * 101), b"1")], "too long"),
        ([("/".join(["n" * 200] * 6), b"1")], "too long"),
        ([link("l", "/etc")], "absolute"),
        ([link("l", "../x")], "leads out"),
        ([link("a/b/l", "../../../x")], "leads out"),
        ([link("a/l", ".."), link("m", "a/l/../x")], "behind a name"),
        ([link("a/b/up", "../.."), link("c", "a/b/up/d"), link("d", "..")], "leads out"),
        ([link("a/x", "../b"), link("b", "c"), link("c", "..")], "leads out"),
        ([link("l", "l")], "too many links"),
        ([link("a", "b"), link("b", "a")], "too many links"),
        ([link("l", "")], "empty"),
        ([link("l", "a\x07")], "control"),
        ([link("l", "n" * 1025)], "too long"),
        ([("d", DIRECTORY), link("l", "d"), ("l/f", b"1")], "both a link and a directory"),
        ([("d/f", b"1"), link("d", "e")], "twice"),
        ([link("f", "g"), ("f", b"1")], "twice"),
        ([("f", b"1"), ("f", b"2")], "twice"),
        ([("f", b"1"), ("f/g", b"2")], "both a file and a directory"),
        ([("f", b"1"), ("f", DIRECTORY)], "both a file and a directory"),
        ([hard("h", "../../etc/passwd")], "leads out of it by"),
        ([hard("h", "/etc/passwd")], "absolute"),
        ([hard("h", "nothing")], "not a file that came before"),
        ([link("l", "f"), ("f", b"1"), hard("h", "l")], "not a file that came before"),
        ([("x", "3")], "neither"),
        ([("x", "4")], "neither"),
        ([("x", FIFO)], "neither"),
        ([("x", b"11", {"mode": 0o4755})], "setuid"),
        ([("x", b"11", {"mode": 0o2755})], "setgid"),
        ([("x", DIRECTORY, {"mode": 0o1777})], "sticky"),
        ([(".", b"11")], "not a directory"),
        ([], "contains nothing"),
        ([("./", DIRECTORY)], "contains nothing"),
    ],
)
def test_a_hostile_tar_is_refused_and_leaves_nothing(tmp_path, members, reason):
    refused(tar_of(tmp_path / "a", *members), reason)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([("/x", b"1")], "absolute"),
        ([("../x", b"1")], "leads out of it by"),
        ([("a\\..\\x", b"1")], "backslash"),
        ([("l", b"..", 0o120777)], "leads out"),
        ([("l", b"/etc", 0o120777)], "absolute"),
        ([("l", b"d", 0o120777), ("l/f", b"1")], "both a link"),
        ([("p", b"", 0o010644)], "neither"),
        ([("x", b"", 0o104755)], "setuid"),
        ([], "contains nothing"),
    ],
)
def test_a_hostile_zip_is_refused_and_leaves_nothing(tmp_path, members, reason):
    refused(zip_of(tmp_path / "a.zip", *members), reason)


def test_a_zip_name_with_a_nul_is_refused(tmp_path):
    archive = zip_of(tmp_path / "a.zip", ("harmless#.php", b"1"))
    archive.write_bytes(archive.read_bytes().replace(b"harmless#", b"harmless\0"))
    refused(archive, "control|damaged")


def test_an_encrypted_zip_is_refused(tmp_path):
    archive = zip_of(tmp_path / "a.zip", ("f", b"1"))
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    refused(archive, "encrypted")


def test_a_folder_with_a_fifo_socket_or_outward_link_is_refused(tmp_path):
    for index, make in enumerate(
        [
            lambda path: os.mkfifo(path / "x"),
            lambda path: socket.socket(socket.AF_UNIX).bind(str(path / "x")),
            lambda path: (path / "x").symlink_to("/etc/passwd"),
        ]
    ):
        source = tmp_path / str(index)
        source.mkdir()
        make(source)
        refused(source, "neither|absolute")


class Zeros(io.RawIOBase):
    """A stream of zeros that never exists in memory."""

    def __init__(self, size):
        super().__init__()
        self.left = size

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), self.left)
        buffer[:count] = bytes(count)
        self.left -= count
        return count


def test_a_zip_of_zeros_stops_at_the_limit(tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        with bomb.open("zeros", "w", force_zip64=True) as file:
            for _chunk in range(40):
                file.write(bytes(1024 * 1024))
    refused(archive, "more than 20971520 bytes", Limits(bytes=20 * 1024 * 1024))


def test_ten_gigabytes_of_undeclared_size_stop_at_the_limit(tmp_path):
    (tmp_path / "out").mkdir()
    tree = Tree(tmp_path / "out", Limits(bytes=3 * 1024 * 1024), None, 0)
    zeros = Zeros(10 * 1024**3)
    try:
        with pytest.raises(ArtifactError, match="more than"):
            tree.file("zeros", 0o644, 0, iter(lambda: zeros.read(1024 * 1024), b""))
    finally:
        tree.close()
    assert (tmp_path / "out" / "zeros").stat().st_size <= 3 * 1024 * 1024


def test_zeros_behind_the_end_of_a_tar_stop_at_the_limit(tmp_path):
    archive = tar_of(tmp_path / "a", ("f", b"1"))
    with open(archive, "r+b") as file:
        file.truncate(10 * 1024**3)
    refused(archive, "more than", Limits(files=10, bytes=1024 * 1024))


def test_a_huge_declared_size_is_refused_before_it_is_read(tmp_path):
    entry = tarfile.TarInfo("f")
    entry.size = 1 << 50
    (tmp_path / "a").write_bytes(entry.tobuf(tarfile.GNU_FORMAT))
    refused(tmp_path / "a", "more than")


def test_a_huge_extended_header_is_refused(tmp_path):
    entry = tarfile.TarInfo("x")
    entry.type, entry.size = tarfile.XHDTYPE, 1 << 30
    (tmp_path / "a").write_bytes(entry.tobuf(tarfile.USTAR_FORMAT))
    refused(tmp_path / "a", "headers")


def test_extended_headers_without_end_stop_at_the_limit(tmp_path):
    archive = tar_of(tmp_path / "a", ("f", b"1", {"pax_headers": {"comment": "c" * 100_000}}))
    header = archive.read_bytes()[: 512 + 512 * 196]
    archive.write_bytes(header * 100)
    refused(archive, "more than", Limits(files=10, bytes=1024 * 1024))


@pytest.mark.parametrize("member", ["S", "pax"])
def test_sparse_files_are_refused(tmp_path, member):
    if member == "S":
        archive = tar_of(tmp_path / "a", ("f", b"1", {"type": tarfile.GNUTYPE_SPARSE}))
    else:
        archive = tar_of(tmp_path / "a", ("f", b"11", {"pax_headers": {"GNU.sparse.realsize": str(1 << 50)}}))
    refused(archive, "sparse")


@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_too_many_files_are_refused(tmp_path, make):
    archive = make(tmp_path / "a", *((str(number), b"1") for number in range(11)))
    refused(archive, "more than 10 files", Limits(files=10))
    assert unpack(archive, tmp_path / "out", Limits(files=11)).files == 11


def directory_of(path, entry, count, told, zip64=False):
    """Write a zip of `count` times the central directory's `entry` that says of itself that it has `told` of them."""
    start, directory = struct.pack("<4s26x", b"PK\3\4"), entry * count
    sizes = (told, told, len(directory), len(start))
    end = struct.pack("<4s4x2H2LH", b"PK\5\6", *(size & 0xFFFF for size in sizes[:2]), *sizes[2:], 0)
    if zip64:
        record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *sizes)
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(start) + len(directory), 1)
        end = record + locator + struct.pack("<4s4x2H2LH", b"PK\5\6", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(start + directory + end)
    return path


def entry_of(name, comment=b""):
    return struct.pack("<4s4B4H3L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, len(name), 0, len(comment), 0, 0, 0, 0) + name + comment


def memory_to_refuse(archive, match):
    """The most memory, in bytes, that was in use while it was."""
    tracemalloc.start()
    try:
        refused(archive, match, Limits(files=1000))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("told", [0, 1, 10_000])
@pytest.mark.parametrize(("count", "match"), [(10_000, "more than 1000 files"), (40_000, "list of files has more than 774144 bytes")])
def test_too_many_files_of_a_zip_are_refused_before_they_fill_the_memory_whatever_it_says_of_itself(tmp_path, count, match, told, zip64):
    archive = directory_of(tmp_path / "a", entry_of(b"f"), count, told, zip64)
    assert memory_to_refuse(archive, match) < 1_200_000


def test_a_zip_that_says_much_of_few_files_is_refused_before_it_fills_the_memory(tmp_path):
    archive = directory_of(tmp_path / "a", entry_of(b"f", b"x" * 65535), 200, 200)
    assert memory_to_refuse(archive, "list of files has more than 774144 bytes") < 1_200_000


def test_a_zip_that_promises_a_longer_directory_than_it_has_is_refused(tmp_path):
    archive = directory_of(tmp_path / "a", entry_of(b"f"), 1, 1)
    data = archive.read_bytes()
    archive.write_bytes(data[:-10] + struct.pack("<L", 0xFFFFFFF0) + data[-6:])
    refused(archive, "damaged")


def test_a_zip_with_a_comment_is_unpacked(tmp_path):
    archive = zip_of(tmp_path / "a", ("f", b"1"))
    with zipfile.ZipFile(archive, "a") as file:
        file.comment = b"PK\1\2" * 16000
    assert unpack(archive, tmp_path / "out", Limits(files=20000)).files == 1


def test_implied_directories_count_as_files(tmp_path):
    refused(tar_of(tmp_path / "a", ("a/b/c/d/e/f", b"1")), "more than 5 files", Limits(files=5))


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_truncated_tar_is_refused_wherever_it_ends(tmp_path, mode):
    archive = tar_of(tmp_path / "a", ("f", os.urandom(3000)), ("g", b"1"), ("d/h", b"1"), mode=mode)
    whole = archive.read_bytes()
    # an uncompressed tar has padding behind its end, which may be missing
    last = 512 * 11 + 511 if mode == "w" else len(whole) - 1
    for size in (1, 10, 100, 511, 512, 513, 1024, 3500, 4096, last // 2, last):
        archive.write_bytes(whole[: min(size, last)])
        refused(archive, "was not unpacked")


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_damaged_compressed_tar_is_refused(tmp_path, mode):
    archive = tar_of(tmp_path / "a", ("f", os.urandom(3000)), mode=mode)
    whole = bytearray(archive.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    archive.write_bytes(whole)
    refused(archive, "was not unpacked")


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path):
    archive = tar_of(tmp_path / "a", ("f", b"1"), ("g", b"2"))
    data = bytearray(archive.read_bytes())
    data[1024 + 150] ^= 0xFF
    archive.write_bytes(data)
    refused(archive, "damaged")


def test_a_damaged_zip_is_refused(tmp_path):
    archive = zip_of(tmp_path / "a", ("f", os.urandom(3000)))
    whole = archive.read_bytes()
    archive.write_bytes(whole[:1500])
    refused(archive, "damaged")
    archive.write_bytes(whole[:1000] + bytes(100) + whole[1100:])
    refused(archive, "damaged")


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "a").write_text("hello")
    assert not is_archive(tmp_path / "a")
    error = refused(tmp_path / "a", "neither a tar nor a zip")
    assert str(error).count(". ") == 0 and str(error).endswith(".")
    refused(tmp_path / "absent", "No such file")


def test_an_existing_destination_is_left_alone(tmp_path):
    archive = tar_of(tmp_path / "a", ("f", b"1"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("k")
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    for destination in (tmp_path / "out", tmp_path / "dangling"):
        with pytest.raises(ArtifactError, match="cannot be made"):
            unpack(archive, destination)
    assert (tmp_path / "out" / "kept").read_text() == "k"
    assert not (tmp_path / "elsewhere").exists()


def test_an_interrupt_leaves_nothing(tmp_path, monkeypatch):
    archive = tar_of(tmp_path / "a", ("f", b"1"))

    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "utime", interrupted)
    with pytest.raises(KeyboardInterrupt):
        unpack(archive, tmp_path / "out", mtime=1)
    assert os.listdir(tmp_path) == ["a"]


def test_the_digest_is_of_the_bytes(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert sha256_of(tmp_path / "f") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/\\"), min_size=1, max_size=8).filter(
    lambda name: name not in (".", "..") and all(not 127 <= ord(character) < 160 for character in name)
)
TREES = st.recursive(
    st.dictionaries(NAMES, st.tuples(st.binary(max_size=2000), st.booleans()), max_size=4),
    lambda inner: st.dictionaries(NAMES, st.one_of(inner, st.tuples(st.binary(max_size=50), st.booleans())), max_size=4),
    max_leaves=8,
)


def flat(tree, prefix=""):
    for name, what in tree.items():
        path = prefix + name
        if isinstance(what, dict):
            yield path, None, False
            yield from flat(what, path + "/")
        else:
            yield (path, *what)


@RELAXED
@given(tree=TREES.filter(bool), mode=st.sampled_from(["w", "w:gz", "zip", "folder"]), data=st.data())
def test_any_tree_comes_out_as_it_went_in(tmp_path_factory, tree, mode, data):
    tmp_path = tmp_path_factory.mktemp("tree")
    members = list(flat(tree))
    archive = tmp_path / "a"
    if mode == "folder":
        archive.mkdir()
        for path, content, executable in members:
            if content is None:
                (archive / path).mkdir()
            else:
                (archive / path).write_bytes(content)
                (archive / path).chmod(0o700 if executable else 0o600)
    elif mode == "zip":
        zip_of(
            archive,
            *(
                (path + "/", b"", 0o40755) if content is None else (path, content, 0o100755 if executable else 0o100644)
                for path, content, executable in members
            ),
        )
    else:
        members = data.draw(st.permutations(members))
        entries = ((path, DIRECTORY if content is None else content, {"mode": 0o755 if executable else 0o644}) for path, content, executable in members)
        tar_of(archive, *entries, mode=mode)
    unpacked = unpack(archive, tmp_path / "out")
    expected = {path: (0o755 if content is None or executable else 0o644, content) for path, content, executable in members}
    assert shape(tmp_path / "out") == expected
    contents = [content for _path, content, _executable in members if content is not None]
    assert unpacked == Unpacked(len(contents), sum(map(len, contents)))


COMPONENTS = st.sampled_from(["a", "b", "c", "..", ".", "", "l"])
HOSTILE_NAMES = st.builds("/".join, st.lists(COMPONENTS, min_size=1, max_size=5))
HOSTILE_MEMBERS = st.lists(
    st.tuples(HOSTILE_NAMES, st.sampled_from([tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]), HOSTILE_NAMES),
    min_size=1,
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(members=HOSTILE_MEMBERS)
def test_nothing_outside_is_touched_whatever_the_members(tmp_path_factory, members):
    outside = tmp_path_factory.mktemp("hostile")
    inner = outside / "x" / "y"
    inner.mkdir(parents=True)
    for name in "abcl":
        (outside / name).write_bytes(b"outside")
        (outside / "x" / name).mkdir()
    archive = outside / "archive.tar"
    with tarfile.open(archive, "w") as file:
        for name, kind, target in members:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, target if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            entry.size = 4 if kind == tarfile.REGTYPE else 0
            file.addfile(entry, io.BytesIO(b"evil"))
    before = shape(outside)
    destination = inner / "out"
    try:
        unpack(archive, destination)
    except ArtifactError:
        assert not destination.exists()
    found = {path: what for path, what in shape(outside).items() if not path.startswith("x/y/out")}
    assert found == before
    for directory, names, files in os.walk(destination):
        for name in names + files:
            resolved = os.path.realpath(os.path.join(directory, name))
            assert (resolved + "/").startswith(str(destination) + "/")


@settings(max_examples=100, deadline=None)
@given(position=st.integers(0, 511 * 4), value=st.integers(0, 255), kind=st.sampled_from(["tar", "zip"]))
def test_a_changed_byte_is_refused_or_harmless(tmp_path_factory, position, value, kind):
    tmp_path = tmp_path_factory.mktemp("byte")
    if kind == "tar":
        archive = tar_of(tmp_path / "a", ("d/f", b"1"), link("l", "d/f"), tar_format=tarfile.PAX_FORMAT)
    else:
        archive = zip_of(tmp_path / "a", ("d/f", b"1"), ("l", b"d/f", 0o120777))
    data = bytearray(archive.read_bytes())
    data[position % len(data)] = value
    archive.write_bytes(data)
    try:
        unpack(archive, tmp_path / "out")
    except ArtifactError:
        assert os.listdir(tmp_path) == ["a"]
