"""Usage and money, the desk, the figures, hints."""
import datetime
import http.client
import json
import time
import urllib.parse

import operator_program
from desk import Desk
from operator_program import msisdn

LINE = "/api/v1/subscribers/{id}"
MAPPING = """header = true
start_format = "%Y-%m-%dT%H:%M:%S%z"
[columns]
record_key = "key"
subscriber = "from"
other_party = "to"
start = "at"
quantity = "count"
[constants]
service = "sms"
direction = "originated"
"""


def load(program: operator_program.Program, name: str, rows: list[tuple[str, str]]) -> None:
    """Messages, as (key, from), of the second to come: the line was not there yet when this one began."""
    now = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    file = program.dir / f"{name}.csv"
    file.write_text("key,from,to,at,count\n" + "".join(f"{key},{sender},84951234567,{now},1\n" for key, sender in rows))
    mapping = program.dir / "sms.toml"
    mapping.write_text(MAPPING)
    program.command("usage", "load", "--format", "csv", "--mapping", str(mapping), "--source", "msc-1", str(file), codes=(0, 1))


def top_ups(desk: Desk, line: str) -> None:
    name = f"POST {LINE}/top-ups"
    money = {"amount": {"value": "20.00", "unit": "EUR"}, "channel": "shop"}
    desk.ok(name, 201, path={"id": line}, body=money)
    desk.no(name, 400, "amount_not_positive", path={"id": line}, body={"amount": {"value": "-1", "unit": "EUR"}})
    desk.no(name, 422, "currency_differs", path={"id": line}, body={"amount": {"value": "1", "unit": "PLN"}})
    desk.no(name, 422, "amount_too_large", path={"id": line}, body={"amount": {"value": "9000000", "unit": "EUR"}})
    desk.no(name, 400, "field_invalid", path={"id": line}, body={"amount": {"value": "ten", "unit": "EUR"}})
    balance = desk.ok(f"GET {LINE}/balance", path={"id": line})
    if balance["balance"]["value"] != "20.00":
        desk.differs(desk.of(f"GET {LINE}/balance"), 200, f"should be 20.00: {balance}")
    desk.no(f"GET {LINE}/balance", 404, "subscriber_unknown", path={"id": "999999999"})


def usage(desk: Desk, program: operator_program.Program, line: str) -> None:
    load(program, "first", [(f"sms-{i}", msisdn(3)) for i in range(5)] + [("sms-x", "79990000000"), ("sms-y", "79990000001"), ("sms-z", "no number")])
    listed = desk.ok(f"GET {LINE}/usage", path={"id": line})
    why = "GET /api/v1/usage/{id}/explanation"
    desk.ok(why, path={"id": listed[0]["usageId"]})
    desk.no(why, 404, "usage_unknown", path={"id": "nothing-of-the-kind"})
    desk.ok("GET /api/v1/suspense")
    desk.filters("GET /api/v1/suspense", lambda each: each["reason"] == "subscriber_unknown", reason="subscriber_unknown")
    desk.no("GET /api/v1/suspense", 400, "suspense_reason_unknown", query={"reason": "bad_mood"})
    again = "POST /api/v1/suspense/recycling"
    desk.ok(again, body={"reason": "subscriber_unknown", "limit": 10})
    desk.ok(again, body={})
    desk.no(again, 400, "suspense_reason_unknown", body={"reason": "bad_mood"})
    search = "POST /api/v1/suspense/search"
    desk.ok(search, body={"reason": "subscriber_unknown"})
    unreadable = desk.ok(search, body={"reason": "subscriber_unreadable", "source": "msc-1", "service": "sms", "from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"})
    unknown = desk.ok(search, body={"subscriber": "+7 999 000-00-00"})
    another = desk.ok(search, body={"subscriber": "7 999 000 00 01"})
    if len(unreadable) != 1 or len(unknown) != 1 or len(another) != 1:
        desk.differs(desk.of(search), 200, f"should find one each: {unreadable} {unknown}")
    desk.no(search, 400, "suspense_reason_unknown", body={"reason": "bad_mood"})
    mending, gone = "POST /api/v1/suspense/{id}/mending", {"id": unreadable[0]["suspenseId"]}
    desk.no(mending, 400, "nothing_mended", path=gone, body={"because": "A digit was missing."})
    done = desk.ok(mending, path=gone, body={"subscriber": msisdn(3), "subscriberKind": "msisdn", "otherParty": "79161234567", "quantity": 1, "because": "A digit was missing."})
    if done["rated"] != 1:
        desk.differs(desk.of(mending), 200, f"should rate what was mended: {done}")
    desk.no(mending, 404, "suspended_record_gone", path=gone, body={"subscriber": msisdn(3), "because": "Once more."})
    desk.ok(mending, path={"id": another[0]["suspenseId"]}, body={"network": "26001", "start": "2026-03-01T10:00:00Z", "because": "It was abroad."})
    desk.ok("POST /api/v1/suspense/{id}/writing-off", 204, path={"id": unknown[0]["suspenseId"]}, body={"because": "A test call."})
    desk.no("POST /api/v1/suspense/{id}/writing-off", 404, "suspended_record_gone", path=gone, body={"because": "Once more."})


def parked(desk: Desk, program: operator_program.Program) -> None:
    """Two batches that fail three times, because the ledger's table will not take them."""
    program.sql("CREATE FUNCTION billing.out_of_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device'; END $$;"
                "CREATE TRIGGER out_of_order BEFORE UPDATE ON billing.lane FOR EACH STATEMENT EXECUTE FUNCTION billing.out_of_order()")
    load(program, "second", [("late-1", msisdn(3))])
    load(program, "third", [("late-2", msisdn(3))])
    waiting = desk.ok("GET /api/v1/parked-batches")
    program.sql("DROP TRIGGER out_of_order ON billing.lane; DROP FUNCTION billing.out_of_order()")
    name = "POST /api/v1/parked-batches/retry"
    done = desk.ok(name, body={each: waiting[0][each] for each in ("source", "epoch", "sequence")})
    if done["rated"] != 1:
        desk.differs(desk.of(name), 200, f"should rate what was parked: {done}")
    desk.no(name, 404, "batch_not_parked", body={each: waiting[0][each] for each in ("source", "epoch", "sequence")})


def care(desk: Desk, program: operator_program.Program, line: str, customer: str) -> None:
    interaction = {"channel": "phone", "direction": "inbound", "reason": "billing", "note": "Asked about messages."}
    for _ in range(20):
        desk.ok(f"POST {LINE}/interactions", 201, path={"id": line}, body=interaction)
    ask = {"question": "would_you_recommend_us", "channel": "sms"}
    program.sql("INSERT INTO store.consent (customer_id, purpose, channel, given, wording_version, source, recorded_at)"
                f" SELECT {customer}, 'survey', 'sms', true, 'v1', 'shop', now()")
    survey = desk.ok(f"POST {LINE}/surveys", 201, path={"id": line}, body=ask)["surveyId"]
    desk.no(f"POST {LINE}/surveys", 422, "contact_held", path={"id": line}, body=ask)
    answer = "POST /api/v1/surveys/{id}/answer"
    desk.ok(answer, path={"id": survey}, body={"score": 8, "comment": "Quick."})
    desk.no(answer, 409, "survey_answered_already", path={"id": survey}, body={"score": 8})
    complaint = desk.ok(f"POST {LINE}/complaints", 201, path={"id": line}, body={"about": "Messages she did not send."})["complaintId"]
    desk.no(f"POST {LINE}/surveys", 422, "contact_held", path={"id": line}, body=ask)
    desk.ok(f"GET {LINE}/card", path={"id": line})
    close = "POST /api/v1/complaints/{id}/close"
    desk.ok(close, path={"id": complaint}, body={"outcome": "Explained."})
    desk.no(close, 409, "complaint_closed_already", path={"id": complaint}, body={"outcome": "Explained."})
    timeline(desk, line)


def timeline(desk: Desk, line: str) -> None:
    name = f"GET {LINE}/timeline"
    first = desk.ok(name, path={"id": line}, query={"limit": 2})
    second = desk.ok(name, path={"id": line}, query={"limit": 1, "before": first["timelineNext"]})
    if len(first["timeline"]) != 2 or second["timeline"][0] in first["timeline"]:
        desk.differs(desk.of(name), 200, "the second page should begin behind the first")
    desk.no(name, 400, "cursor_unreadable", path={"id": line}, query={"before": "yesterday"})


def figures(desk: Desk, program: operator_program.Program) -> None:
    """A line of two months ago is told to analytics, so that there is something to compare this month with."""
    program.sql("WITH told AS (INSERT INTO analytics.line_move (customer_id, event_id, kind, subscriber_id, tariff_group, reason, at)"
                " VALUES (1, gen_random_uuid(), 'gross_add', 900000, 'prepaid_voice', '', now() - interval '70 days') RETURNING customer_id, event_id, at)"
                " INSERT INTO analytics.move_to_roll_up SELECT customer_id, event_id, at FROM told")
    name = "GET /api/v1/analytics/series"
    until = datetime.datetime.now() + datetime.timedelta(seconds=15)
    base = {}
    while datetime.datetime.now() < until:
        base = desk.ok(name, query={"metric": "base", "by": "month", "group": "all"})
        if len([each for each in base["series"][0]["points"] if each["numerator"] != "0"]) > 2:
            break
    desk.ok(name, query={"metric": "arpu", "by": "day", "from": "2020-01-01", "to": "2020-01-05", "group": "each", "format": "json"})
    desk.ok(name, query={"metric": "arpu", "by": "month"})
    desk.ok(name, query={"metric": "churn", "by": "month", "format": "csv"})
    for code, query in {"metric_unknown": {"metric": "mood"}, "grain_unknown": {"by": "hour"}, "format_unknown": {"format": "pdf"}, "date_unreadable": {"from": "May"},
                        "range_empty": {"from": "2024-02-01", "to": "2024-01-01"}, "range_too_long": {"by": "day", "from": "2001-01-01", "to": "2024-01-01"}}.items():
        desk.no(name, 400, code, query=query)
    desk.no(name, 404, "tariff_group_unknown", query={"group": "no_such"})
    desk.ok("GET /api/v1/analytics/summary")


def hints(desk: Desk, line: str, customer: str) -> None:
    """An open stream hears of a top-up, in the words of its document."""
    operation = desk.of("GET /api/v1/hints")
    query = {"customerId": customer, "watch": customer}
    desk.usual_refusals(operation, {"by": "admin", "path": {}, "query": query, "body": None}, None)
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=10)
    connection.request("GET", operation.path + "?" + urllib.parse.urlencode(query), headers={"Cookie": desk.people["admin"].cookie})
    stream = connection.getresponse()
    if stream.status != 200 or stream.getheader("Content-Type", "").split(";")[0] not in operation.answer(200)["content"]:
        desk.differs(operation, stream.status, f"is {stream.getheader('Content-Type')}")
    desk.ok(f"POST {LINE}/top-ups", 201, path={"id": line}, body={"amount": {"value": "1.00", "unit": "EUR"}})
    said = first_hint(stream.fp)
    example = operation.answer(200)["content"]["text/event-stream"]["schema"]["example"]
    if shape_of(said) != shape_of(example):
        desk.differs(operation, 200, f"said {said!r}, its document {example!r}")
    desk.granted[operation.name] = 1
    desk.asked[operation.name] = {f"?{each}" for each in query}
    desk.seen.add(operation.name)
    connection.close()


def first_hint(stream) -> str:
    said, until = "", time.monotonic() + 15
    try:
        while time.monotonic() < until and not ("event: hint" in said and said.endswith("\n\n")):
            said += stream.readline().decode()
    except TimeoutError:
        pass
    return said[said.find("event: hint"):] if "event: hint" in said else said


def shape_of(event: str) -> list:
    """The lines of an event; of its data, which members it has."""
    return [sorted(json.loads(each[6:])) if each.startswith("data: ") else each for each in event.strip().splitlines()]
