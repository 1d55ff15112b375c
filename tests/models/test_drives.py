"""Network drives are recognised from what each system says about its mounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.drives import linux_mounts, mac_mounts, network_share, network_type

LINUX = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /home rw,relatime shared:1 - ext4 /dev/vdb rw
41 40 0:41 / /home/ana/Office\040share rw,relatime shared:2 - cifs //server/office rw
42 27 0:42 / /mnt/books rw shared:3 master:4 - nfs4 server:/books rw
43 42 0:43 / /mnt/books/local rw - xfs /dev/vdc rw
44 27 0:44 / /media/ana/remote rw - fuse.sshfs ana@server: rw
45 27 0:45 / /media/ana/usb rw - fuseblk /dev/sdb1 rw
46 27 0:46 / /mnt/both rw - ext4 /dev/vdd rw
47 27 0:47 / /mnt/both rw - nfs server:/over rw
""".strip().splitlines()
MAC = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ana@server._smb._tcp.local/Office on /Volumes/Office (smbfs, nodev, nosuid, mounted by ana)
server:/books on /Volumes/On the shelf (nfs, nodev, nosuid)
""".strip().splitlines()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/book.counterfoil", None),
        ("/home/ana/Office share/book.counterfoil", "cifs"),
        ("/home/ana/Office shared with nobody/book.counterfoil", None),
        ("/mnt/books/2026/book.counterfoil", "nfs4"),
        ("/mnt/books/local/book.counterfoil", None),
        ("/media/ana/remote/book.counterfoil", "sshfs"),
        ("/media/ana/usb/book.counterfoil", None),
        ("/mnt/both/book.counterfoil", "nfs"),
        ("/book.counterfoil", None),
    ],
)
def test_linux_mounts(path, kind):
    assert network_type(Path(path), linux_mounts(LINUX)) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Users/ana/book.counterfoil", None),
        ("/Volumes/Office/book.counterfoil", "smbfs"),
        ("/Volumes/On the shelf/book.counterfoil", "nfs"),
    ],
)
def test_mac_mounts(path, kind):
    assert network_type(Path(path), mac_mounts(MAC)) == kind


def test_a_system_that_stands_on_a_shared_folder_is_local():
    assert network_type(Path("/home/ana/a"), linux_mounts(["27 1 0:1 / / rw - 9p none rw"])) is None


def test_this_machines_own_disk_is_local(tmp_path):
    assert network_share(tmp_path / "not yet there") is None
