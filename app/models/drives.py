"""Whether a path lies on a network drive, where SQLite's locks cannot be trusted (https://www.sqlite.org/faq.html#q5).

Each system is asked in its own way: Windows for the drive's type, Linux and macOS for the file system mounted there.
A system that gives no answer is believed to be local.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_NETWORK_TYPES = frozenset(
    [
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "davfs2", "ncpfs", "ncp", "afs",
        "coda", "ceph", "glusterfs", "gfs2", "ocfs2", "lustre", "beegfs", "9p", "sshfs", "macfuse.sshfs", "osxfuse.sshfs",
    ]
)  # fmt: skip
_NETWORK_FUSE = frozenset(
    ("sshfs", "rclone", "glusterfs", "ceph", "s3fs", "gcsfuse", "davfs2", "davfs", "smbnetfs", "cifs", "nfs", "gvfsd-fuse")
)
_DRIVE_REMOTE = 4  # winbase.h, GetDriveTypeW
_MAC_MOUNT = re.compile(r"^.* on (?P<folder>/.*?) \((?P<type>[^,)]+)")


def network_share(path: Path) -> str | None:
    """Return what kind of network drive ``path`` lies on (“nfs4”, “smb”), or None when it is local. ``path`` need not exist."""
    whole = path.expanduser().resolve()
    if sys.platform == "win32":
        return _windows_share(whole)
    if sys.platform == "darwin":
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=5)
        return network_type(whole, mac_mounts(listed.stdout.splitlines()))
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_type(whole, linux_mounts(mounts.splitlines()))


def linux_mounts(lines: Iterable[str]) -> list[tuple[Path, str]]:
    """Return folder and file system type of each line of ``/proc/self/mountinfo`` (proc(5)), in order of mounting."""
    found = []
    for line in lines:
        before, _separator, after = line.partition(" - ")
        fields, behind = before.split(" "), after.split(" ")
        if len(fields) > 4 and behind[0]:
            # Spaces and the like in names are written in octal.
            folder = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[4])
            found.append((Path(folder), behind[0]))
    return found


def mac_mounts(lines: Iterable[str]) -> list[tuple[Path, str]]:
    """Return folder and file system type of each line that ``mount`` prints on macOS."""
    return [(Path(match["folder"]), match["type"]) for line in lines if (match := _MAC_MOUNT.match(line))]


def network_type(path: Path, mounts: Iterable[tuple[Path, str]]) -> str | None:
    """Return the network file system that holds ``path`` among ``mounts``, or None when a local one does."""
    holder, kind = Path("/"), ""
    for folder, type_ in mounts:
        if path.is_relative_to(folder) and len(folder.parts) >= len(holder.parts):
            holder, kind = folder, type_
    # What the whole system stands on is as local as it gets, whatever a virtual machine calls it.
    if holder == Path("/"):
        return None
    plain = kind.lower()
    name = plain.removeprefix("fuse.").removeprefix("fuse-")
    if plain in _NETWORK_TYPES or (plain != name and name in _NETWORK_FUSE):
        return name
    return None


def _windows_share(path: Path) -> str | None:
    if str(path).startswith("\\\\"):
        return "smb"
    if sys.platform == "win32":
        drive_type = ctypes.windll.kernel32.GetDriveTypeW(ctypes.c_wchar_p(path.anchor))
        return "smb" if drive_type == _DRIVE_REMOTE else None
    return None
