"""Runs that stop and go on: the same end, one log, nothing overwritten by mistake."""

import json
import os
import signal

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")

import sittings  # noqa: E402


class Run(sittings.Sittings):
    """Draws a number each step from where it stands."""

    LOG_EVERY = 4

    def __init__(self, out, steps=10, stop_at=None):
        super().__init__(out, 1, steps)
        self.value, self.stop_at = torch.ones(3), stop_at

    def train_step(self):
        self.value = self.value * 1.5 + self.step
        self.step += 1
        self.tokens += 7
        if self.step == self.stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        return self.value[0].item()

    def summary(self, recent):
        return {"loss": sum(recent) / len(recent)}

    def state(self):
        return {"value": self.value}

    def restore(self, state):
        self.value = state["value"]


@pytest.fixture(autouse=True)
def own_signals():
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


def test_a_stopped_run_ends_as_one_that_was_not(tmp_path):
    whole = Run(tmp_path / "whole")
    assert whole.go()
    stopped = Run(tmp_path / "stopped", stop_at=6)
    assert not stopped.go() and stopped.step == 6
    later = Run(tmp_path / "stopped")
    later.resume("")
    assert later.step == 6 and later.tokens == 42 and later.go()
    assert torch.equal(later.value, whole.value) and later.tokens == whole.tokens
    noted = [json.loads(line) for line in (tmp_path / "stopped" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in noted] == [4, 8, 10] and noted[-1]["left"] == "0 min"
    assert (tmp_path / "stopped" / "checkpoint.old").exists()


def test_a_folder_with_a_run_is_not_begun_anew(tmp_path):
    Run(tmp_path).resume(None)
    Run(tmp_path).go()
    with pytest.raises(SystemExit, match="holds a run already"):
        Run(tmp_path).resume(None)


def test_a_run_ends_after_its_minutes(tmp_path):
    run = Run(tmp_path, steps=None)
    run.seconds = 59.9999
    assert run.share() < 1
    run.seconds = 60
    assert run.share() == 1 and run.go() and run.step == 0


def test_rates_go_up_stay_and_go_down():
    found = [sittings.factor(step, step / 100, 0.25, 10) for step in range(101)]
    assert found[0] == 0.1 and found[9:76] == [1.0] * 67
    assert found[100] == 0 and found[88] == pytest.approx(0.48)
    assert sittings.factor(99, 0.99, 0, 10) == 1
