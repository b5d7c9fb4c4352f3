"""Memory that was measured → what each platform is asked for."""

from mlship.ir.target import Memory, Sizes

# Where nothing was measured: enough for pandas, scikit-learn and a small model.
ASSUMED = Memory(serve_mb=384, train_mb=768)
# A peak that was measured once is no bound: other requests, other data, another allocator.
ROOM = 1.25
STEP_MB = 64
# (cpu units, megabytes) that Fargate takes, from the smallest on:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
FARGATE = (
    (256, (512, 1024, 2048)),
    (512, tuple(range(1024, 4097, 1024))),
    (1024, tuple(range(2048, 8193, 1024))),
    (2048, tuple(range(4096, 16385, 1024))),
    (4096, tuple(range(8192, 30721, 1024))),
    (8192, tuple(range(16384, 61441, 4096))),
    (16384, tuple(range(32768, 122881, 8192))),
)
# Quarters of a processor, with 2 GiB for each whole one, up to 4 processors:
# https://learn.microsoft.com/azure/container-apps/containers
APPS_QUARTERS = range(1, 17)
APPS_QUARTER_MB = 512
# https://cloud.google.com/run/docs/configuring/services/memory-limits
CLOUD_RUN_MB = (512, 1024, 2048, 4096, 8192, 16384, 32768)
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html; processors come with it.
LAMBDA_LEAST_MB = 1024
LAMBDA_MOST_MB = 10240


def choose_sizes(memory: Memory) -> Sizes:
    """Choose the smallest size that is enough, of each platform's."""
    serve_mb = _round_up((memory.serve_mb or ASSUMED.serve_mb or 0) * ROOM)
    train_mb = _round_up((memory.train_mb or ASSUMED.train_mb or 0) * ROOM)
    limit_mb = 2 * serve_mb
    fargate_cpu, fargate_mb = _fargate(limit_mb)
    quarters = next(
        (n for n in APPS_QUARTERS if n * APPS_QUARTER_MB >= limit_mb), APPS_QUARTERS[-1]
    )
    return Sizes(
        measured=_describe(memory),
        serve_mb=serve_mb,
        serve_limit_mb=limit_mb,
        train_mb=train_mb,
        train_limit_mb=2 * train_mb,
        fargate_cpu=fargate_cpu,
        fargate_mb=fargate_mb,
        apps_cpu=f"{quarters / 4:g}",
        apps_gb=f"{quarters / 2:g}",
        cloud_run_mb=next((mb for mb in CLOUD_RUN_MB if mb >= limit_mb), CLOUD_RUN_MB[-1]),
        lambda_mb=min(max(limit_mb, LAMBDA_LEAST_MB), LAMBDA_MOST_MB),
    )


def _round_up(megabytes: float) -> int:
    return -(-int(megabytes) // STEP_MB) * STEP_MB


def _fargate(least_mb: int) -> tuple[int, int]:
    pairs = ((cpu, mb) for cpu, sizes in FARGATE for mb in sizes)
    return next(((cpu, mb) for cpu, mb in pairs if mb >= least_mb), (16384, 122880))


def _describe(memory: Memory) -> str:
    parts = [
        f"serving {memory.serve_mb} MB" if memory.serve_mb else "",
        f"training {memory.train_mb} MB" if memory.train_mb else "",
    ]
    return ", ".join(filter(None, parts))
