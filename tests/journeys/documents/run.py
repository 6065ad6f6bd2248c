"""Holds docs/api against the running program: every documented operation is called, granted and refused, and every answer is compared.

usage: run.py --program build/release/abonent --source DIR
Prints every difference as `document: operation: status: place: what`, and exits 1 when there is one.
"""
import argparse
import os
import pathlib
import re
import sys
import time

import access
import money
import openapi
import operator_program
import sales
from desk import Desk


def journey(desk: Desk, program: operator_program.Program) -> None:
    access.set_up(desk, program)
    access.users(desk)
    sales.offerings(desk)
    lines = sales.lines(desk)
    anna, customer = lines["anna"]["subscriberId"], lines["anna"]["customerId"]
    money.top_ups(desk, anna)
    money.usage(desk, program, anna)
    money.parked(desk, program)
    money.care(desk, program, anna, customer)
    sales.changes(desk, lines["second"]["subscriberId"])
    sales.held(desk, program)
    sales.stock(desk)
    sales.people(desk)
    money.hints(desk, anna, customer)
    desk.ok("GET /api/v1/subscribers/{id}/card", path={"id": lines["jan"]["subscriberId"]})
    money.figures(desk, program)
    access.audit(desk, customer)


def kit_refusals(source: pathlib.Path) -> set[str]:
    return set(re.findall(r'refusal\s+\w+\{\s*"([a-z_]+)"', (source / "web/refusals.hpp").read_text()))


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--program", type=pathlib.Path, required=True)
    asked.add_argument("--source", type=pathlib.Path, required=True)
    with_ = asked.parse_args()
    started = time.monotonic()
    documents = openapi.Documents(with_.source / "docs" / "api")
    program = operator_program.Program(with_.program, with_.source)
    desk = Desk(documents, program.port, kit_refusals(with_.source))
    broke = ""
    try:
        operator_program.supply(program, 30)
        journey(desk, program)
    except Exception as error:  # noqa: BLE001 - what was found before it broke is worth reading
        broke = f"the journey broke off: {type(error).__name__}: {error}"
    finally:
        program.stop()
    findings = openapi.in_the_documents_themselves(documents) + desk.wrong + ([broke] if broke else desk.never())
    for each in findings:
        print(each)
    bad = {operation.name for operation in documents.operations.values() if any(operation.name in each for each in findings)}
    if counts := os.environ.get("ABONENT_TEST_COUNTS"):
        with open(counts, "a") as out:
            out.write(f"test_journeys_documents {len(documents.operations) - len(bad)} {len(bad) or (1 if findings else 0)}\n")
    print(f"{len(documents.operations)} operations, {desk.calls} calls, {sum(map(len, desk.refused.values()))} kinds of refusal, "
          f"{len(findings)} differences, {time.monotonic() - started:.1f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
