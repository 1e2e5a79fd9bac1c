"""A folder that keeps no locks, as some network folders do, is named as what is wrong."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

NO_LOCKS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
static int refuse(int fd, int cmd, void *arg, const char *name) {
  if (cmd == F_SETLK || cmd == F_SETLKW || cmd == F_GETLK) { errno = CODE; return -1; }
  int (*real)(int, int, ...) = dlsym(RTLD_NEXT, name);
  return real(fd, cmd, arg);
}
int fcntl(int fd, int cmd, ...) { va_list a; va_start(a, cmd); void *p = va_arg(a, void *); va_end(a);
  return refuse(fd, cmd, p, "fcntl"); }
int fcntl64(int fd, int cmd, ...) { va_list a; va_start(a, cmd); void *p = va_arg(a, void *); va_end(a);
  return refuse(fd, cmd, p, "fcntl64"); }
"""
"""What a network folder without locks answers, put before the C library."""

OPEN = """
import sys
from agent.errors import StoreError
from agent.storage import database
database.BUSY_SECONDS = 1
try:
    database.Database(sys.argv[1])
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_a_folder_without_locks_is_named(tmp_path: Path, code: int) -> None:
    if not sys.platform.startswith("linux") or shutil.which("cc") is None:
        pytest.skip("needs Linux and a C compiler to take the locks away")
    source, library = tmp_path / "locks.c", tmp_path / "locks.so"
    source.write_text(NO_LOCKS)
    subprocess.run(["cc", f"-DCODE={code}", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    url = f"sqlite:///{tmp_path / 'log.db'}"
    told = subprocess.run(
        [sys.executable, "-c", OPEN, url],
        cwd=ROOT, env={"LD_PRELOAD": str(library), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "network folder that keeps no locks; set ROLLWITH_DATA_DIR" in told
