"""``.venv-bench``: what benchmarks measure the pipeline beside, installed from its lock when it is needed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-bench"
LOCK = ROOT / "requirements" / "bench.txt"


def peers_python() -> str:
    """The interpreter that has the peers; every download is checked against a hash of the lock.

    Raises:
        SystemExit: they could not be installed.
    """
    python = FOLDER / "bin" / "python"
    stamp = FOLDER / ".lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return str(python)
    print(f"installing {LOCK.name} into {FOLDER.name} ...", file=sys.stderr)
    uv = shutil.which("uv")
    lock = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    make = [uv, "venv", "--quiet", "--clear"] if uv else [sys.executable, "-m", "venv", "--clear"]
    pip = (
        [uv, "pip", "install", "--quiet", "--python", str(python)]
        if uv
        else [str(python), "-m", "pip", "install", "-q"]
    )
    compile_all = [str(python), "-m", "compileall", "-q", "-x", "project_template", str(FOLDER / "lib")]
    for command in ([*make, str(FOLDER)], [*pip, *lock], compile_all):
        if subprocess.run(command, check=False, cwd=ROOT).returncode:
            raise SystemExit(f"could not install what {LOCK.name} names")
    stamp.write_text(wanted)
    return str(python)
