"""What makes training fast on this processor: its kind of numbers, and memory that is kept and not given back."""

import ctypes
import sys
import time

import torch

_SIZE = 192
_MALLOC_TRIM_THRESHOLD, _MALLOC_TOP_PAD, _MALLOC_MMAP_MAX = -1, -2, -4  # of glibc's malloc.h


def matrix_numbers(device: torch.device) -> torch.dtype:
    """Return bfloat16 where matrix products in it are faster than in float32, else float32.

    Processors without bfloat16 emulate it, a hundred times more slowly; so a small product is timed.
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    times = {kind: _seconds(kind) for kind in (torch.float32, torch.bfloat16)}
    return torch.bfloat16 if times[torch.bfloat16] < times[torch.float32] else torch.float32


def _seconds(kind: torch.dtype) -> float:
    matrix = torch.ones(_SIZE, _SIZE, dtype=kind)
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        matrix @ matrix
        best = min(best, time.perf_counter() - began)
    return best


def keep_memory() -> None:
    """Tell the allocator of glibc to keep freed memory; elsewhere nothing happens.

    A training step frees and takes hundreds of megabytes; to fetch them from the system each time, zeroed page by page,
    takes nearly as long as the computing.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_MALLOC_MMAP_MAX, 0)
        libc.mallopt(_MALLOC_TRIM_THRESHOLD, 2_000_000_000)
        libc.mallopt(_MALLOC_TOP_PAD, 500_000_000)
