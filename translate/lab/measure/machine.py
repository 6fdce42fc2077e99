"""What kind of machine this is."""

import os
import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine of a benchmark.

    `processor` is the maker's name of the model. `usable_cores` are those of the `cores` that the process may use.
    `memory_mb` is in millions of bytes, None where the system does not tell.
    """

    processor: str
    cores: int
    usable_cores: int
    memory_mb: float | None

    def __str__(self) -> str:
        memory = "" if self.memory_mb is None else f", {self.memory_mb / 1000:.1f} GB of memory"
        cores = f"{self.cores} core{'s' * (self.cores != 1)}"
        if self.usable_cores != self.cores:
            cores += f", {self.usable_cores} of them usable"
        return f"{self.processor}, {cores}{memory}"


def this_machine() -> Machine:
    """Return what the system says of this machine.

    >>> this_machine().cores >= 1
    True
    """
    from translate.engine.fast import available_threads

    usable = available_threads()
    return Machine(_processor(), max(os.cpu_count() or 1, usable), usable, _memory_mb())


def _processor() -> str:
    try:
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            name = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        else:
            name = cpuinfo_name(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except (OSError, subprocess.CalledProcessError):
        name = platform.processor()
    return " ".join(name.split()) or platform.machine() or "unknown processor"


def cpuinfo_name(cpuinfo: str) -> str:
    """Return the name of the first processor in the text of `/proc/cpuinfo`, empty where none is given.

    >>> cpuinfo_name("processor\\t: 0\\nmodel\\t\\t: 1\\nmodel name\\t: AMD EPYC\\n")
    'AMD EPYC'
    """
    # Kernels for ARM and POWER have other names for the same thing, or none.
    found = re.search(r"^(?:model name|Model|cpu)[ \t]*:[ \t]*(\S.*)$", cpuinfo, re.MULTILINE)
    return found.group(1) if found else ""


def _memory_mb() -> float | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    except (AttributeError, OSError, ValueError):
        return None
