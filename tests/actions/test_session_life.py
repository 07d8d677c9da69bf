"""Whatever order a day brings, no reading is lost, no alert stands without cause, no gate passes unproven."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.actions.busier_life import BusierLife
from tests.actions.conftest import Template

# A long run: CHAIRSIDE_TEST_LIVES=2000 CHAIRSIDE_TEST_LIFE_STEPS=60
LIVES = int(os.environ.get("CHAIRSIDE_TEST_LIVES", "30"))
STEPS = int(os.environ.get("CHAIRSIDE_TEST_LIFE_STEPS", "20"))


@pytest.mark.hazard("H01", "H15", "H21", "H38", "H45", "H49", "H53")
def test_no_order_of_calls_loses_a_reading_or_leaves_an_alert_or_gate_unproven(
    sqlite_template: Template,
) -> None:
    life = type("Life", (BusierLife,), {"template": sqlite_template.folder})
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=LIVES, stateful_step_count=STEPS, deadline=None, suppress_health_check=slow
        ),
    )
