"""Prints `N passed, N failed` for one floor: test cases where a program counted them, else one a ctest entry.

usage: count_tests.py JUNIT_XML COUNTS     COUNTS has lines `program passed failed`, written by tests/catch_counter.cpp
"""
import os
import sys
import xml.etree.ElementTree as ET

counted = {}
for line in open(sys.argv[2]):
    program, passed, failed = line.split()
    before = counted.get(program, (0, 0))
    counted[program] = (before[0] + int(passed), before[1] + int(failed))

passed = failed = 0
entries = ET.parse(sys.argv[1]).getroot().iter("testcase") if os.path.exists(sys.argv[1]) else []
for entry in entries:
    ok = entry.get("status") == "run"
    cases = counted.get("test_" + entry.get("name").replace(".", "_"))
    if cases is None or (not ok and cases[1] == 0):  # a script, or a program that died before it could count
        passed, failed = passed + ok, failed + (not ok)
    if cases is not None:
        passed, failed = passed + cases[0], failed + cases[1]
print(f"{passed} passed, {failed} failed")
