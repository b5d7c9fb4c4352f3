"""Measured memory becomes what each platform can be asked for."""

import pytest

from mlship.deploying import choose_sizes
from mlship.ir.target import Memory, Sizes


def test_sizes_leave_room_above_what_was_measured() -> None:
    assert choose_sizes(Memory(serve_mb=207, train_mb=212, version="v")) == Sizes(
        measured="serving 207 MB, training 212 MB",
        serve_mb=320,
        serve_limit_mb=640,
        train_mb=320,
        train_limit_mb=640,
        fargate_cpu=256,
        fargate_mb=1024,
        apps_cpu="0.5",
        apps_gb="1",
        cloud_run_mb=1024,
        lambda_mb=1024,
    )


def test_what_was_not_measured_is_assumed_and_said_to_be() -> None:
    sizes = choose_sizes(Memory())

    assert (sizes.measured, sizes.serve_mb, sizes.train_mb) == ("", 512, 960)


@pytest.mark.parametrize("serve_mb", [30_000, 200_000])
def test_beyond_every_size_the_largest_is_taken(serve_mb: int) -> None:
    sizes = choose_sizes(Memory(serve_mb=serve_mb))

    assert sizes.lambda_mb == 10_240
    assert sizes.cloud_run_mb == 32_768
    assert sizes.apps_cpu == "4"
