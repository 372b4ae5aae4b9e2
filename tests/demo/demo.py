# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: two applications go live on three hosts; the next release follows under load, a broken one is refused, and one goes back.

Exit code 0: every act ended as it should, and no request was lost; 1: else.
"""

from __future__ import annotations

import shlex
import shutil
import signal
import sys
import time
from pathlib import Path

import yaml

import report
from commands import Command, run_all
from load import Load, LoadError, live_versions

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "tests" / "apps"
LAB = ROOT / ".work" / "labs" / "demo"
FOLDERS = {"gigs_laravel": "laravel", "gigs_python": "python"}
GOOD, NEXT, BROKEN = "1", "2", "3"


class Failure(Exception):
    """An act ended in a way that leaves nothing for the next to build on."""


class Demo:
    """The stage, the acts so far, and the load that goes on between them."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.acts: list[report.Act] = []
        self.loads: dict[str, Load] = {}
        inventory = yaml.safe_load((LAB / "inventory.yml").read_text(encoding="utf-8"))["all"]
        addresses = {name: facts["ansible_host"] for name, facts in inventory["hosts"].items()}
        self.hosts = {name: addresses[name] for name in inventory["children"]["web"]["hosts"]}
        self.data_host = ", ".join(inventory["children"]["data"]["hosts"])
        # The name by which users ask for an application is what its own description says.
        described = {
            name: yaml.safe_load((APPS / folder / "application.yml").read_text(encoding="utf-8")) for name, folder in FOLDERS.items()
        }
        self.names = {name: entry["server_names"][0] for name, entry in described.items()}

    def tell(self, text: str) -> None:
        """A line of progress: elapsed time, act, text."""
        act = f"act {self.acts[-1].number}" if self.acts else "demo"
        elapsed = int(time.monotonic() - self.began)
        print(f"[{elapsed // 60}:{elapsed % 60:02}] {act}: {text}", flush=True)

    def act(self, title: str) -> report.Act:
        """Opens the next act."""
        self.acts.append(report.Act(len(self.acts) + 1, title))
        self.tell(title)
        return self.acts[-1]

    def close(self, act: report.Act, began: float, outcome: str) -> None:
        """Ends an act; problems that were noted are told at once."""
        act.seconds, act.outcome = time.monotonic() - began, "FAILED" if act.problems else outcome
        self.tell(f"{act.outcome} after {act.seconds:.1f} s")
        for problem in act.problems:
            self.tell(problem)

    def command(self, act: report.Act, name: str, arguments: list[str]) -> Command:
        return Command(name, arguments, LAB / "logs" / f"act{act.number}-{name}.log")

    def playbook(self, act: report.Act, name: str, playbook: str, *variables: str) -> Command:
        described = ["@tests/data_host/vars.yml", "@tests/demo/applications.yml", *variables]
        arguments = ["ansible-playbook", playbook, "--inventory", str(LAB / "inventory.yml")]
        return self.command(act, name, arguments + [word for text in described for word in ("--extra-vars", text)])

    def run(self, commands: list[Command]) -> None:
        run_all(commands, self.tell, {"ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".work" / "collections")})

    def complain(self, act: report.Act, command: Command, text: str) -> None:
        """Notes a problem and shows the end of the command's log."""
        act.problems.append(text)
        self.tell(f"{text} The end of {command.log.relative_to(ROOT)}:")
        print("\n".join(f"    {line}" for line in command.tail().splitlines()), flush=True)

    def set_up(self) -> None:
        act, began = self.act("set up hosts, build artifacts"), time.monotonic()
        builds = [
            [str(APPS / folder / "build"), "--version", version, "--output", str(LAB / "artifacts"), *fault]
            for folder in FOLDERS.values()
            for version, fault in ((GOOD, []), (NEXT, []), (BROKEN, ["--broken", "health"]))
        ]
        commands = [
            self.playbook(act, "data", "tests/data_host/playbook.yml"),
            self.playbook(act, "provision", "golive.web.provision"),
            # One after the other: the first to need wheels fetches them for all.
            self.command(act, "build", ["sh", "-ec", "\n".join(shlex.join(build) for build in builds)]),
        ]
        self.run(commands)
        for command in commands:
            if command.code:
                self.complain(act, command, f"{command.name} ended with {command.code}.")
        self.close(act, began, "ready")
        if act.problems:
            raise Failure

    def rollout(self, title: str, outcome: str, playbook: str, variables: list[str], live: str, load: bool, refused: str = "") -> None:
        """One act in which every application moves at the same time. live: the version that must be live at its end.

        load: whether users are there. refused: the version that must be refused; '' where the playbook must succeed.
        """
        act, began = self.act(title), time.monotonic()
        earlier = {version for host in self.names.values() for version in live_versions(host, list(self.hosts.values()))}
        if load:
            self.change_over(act)
        commands = [self.playbook(act, name, playbook, f"application={name}", *variables) for name in FOLDERS]
        self.run(commands)
        for load_client in self.loads.values():
            load_client.wait_for_seconds(2)  # users after the last flip count, too
        for command in commands:
            self.judge(act, command, refused)
        for name, host in self.names.items():
            if (found := live_versions(host, list(self.hosts.values()))) != {live}:
                act.problems.append(f"{name} is live with version {', '.join(sorted(found))}, not {live}.")
        act.allowed = {*earlier, live} - {BROKEN}
        self.close(act, began, outcome)

    def judge(self, act: report.Act, command: Command, refused: str) -> None:
        """Compares how a playbook ended with how it should have."""
        if not refused and command.code:
            self.complain(act, command, f"{command.name}: the playbook ended with {command.code}. {command.reason()}")
        elif refused and not command.code:
            self.complain(act, command, f"{command.name}: version {refused} was not refused.")
        elif refused:
            reason = command.reason()
            act.reasons.append(f"{command.name}: {reason}")
            if f"Release {refused}-" not in reason or "not healthy" not in reason:
                self.complain(act, command, f"{command.name}: refused for another reason than the health of version {refused}.")

    def change_over(self, act: report.Act | None) -> None:
        """Lets the users of the next act come before those of the last one leave, so that the load never stops. None: no more come."""
        leaving, self.loads = self.loads, {}
        if act:
            counts = LAB / "logs"
            for name, host in self.names.items():
                self.loads[name] = Load(host, list(self.hosts.values()), counts / f"act{act.number}-load-{name}.jsonl")
            for load_client in self.loads.values():
                load_client.wait_for_seconds(1)
        if leaving:
            last = self.acts[-2] if act else self.acts[-1]
            last.summaries = {name: load_client.stop() for name, load_client in leaving.items()}
            found = report.problems_of_load(last)
            if found:
                last.problems += found
                last.outcome = "FAILED"
                for problem in found:
                    self.tell(f"in act {last.number}: {problem}")

    def play(self) -> None:
        """All acts."""
        shutil.rmtree(LAB / "logs", ignore_errors=True)
        deploy, rollback = "golive.web.deploy", "golive.web.rollback"
        self.set_up()
        self.rollout(f"version {GOOD} goes live", "live", deploy, [f"version={GOOD}"], GOOD, load=False)
        if self.acts[-1].problems:
            raise Failure
        self.rollout(f"version {NEXT} goes live, under load", "live", deploy, [f"version={NEXT}"], NEXT, load=True)
        self.rollout(f"version {BROKEN}, broken, under load", "refused", deploy, [f"version={BROKEN}"], NEXT, load=True, refused=BROKEN)
        self.rollout(f"back to {GOOD} by hand, under load", "live", rollback, [f"release={GOOD}"], GOOD, load=True)
        self.change_over(None)

    def finish(self) -> int:
        """Prints what happened; returns the exit code."""
        problems = [f"Act {act.number}: {problem}" for act in self.acts for problem in act.problems]
        print(f"\n{report.table(self.acts, list(FOLDERS))}")
        if reasons := report.reasons(self.acts):
            print(f"\n{reasons}")
        print(f"\n{report.where_to_look(self.hosts, self.data_host, self.names)}\n")
        for problem in problems:
            print(f"demo: {problem}")
        elapsed = time.monotonic() - self.began
        print(f"demo: {'FAILED' if problems else 'all as it should be'}, after {elapsed:.0f} s", flush=True)
        return 1 if problems else 0


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else playbooks would go on alone
    demo = Demo()
    try:
        demo.play()
    except (Failure, LoadError) as error:
        if str(error):
            demo.acts[-1].problems.append(str(error))
    except KeyboardInterrupt:
        print("\ndemo: stopped; 'make demo' runs it again, 'make demo-destroy' removes it.", file=sys.stderr)
        return 130
    return demo.finish()


if __name__ == "__main__":
    sys.exit(main())
