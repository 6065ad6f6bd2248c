"""Offerings, customers, orders, stock."""
import time

import operator_program
from desk import Desk
from operator_program import iccid, msisdn

ORDERS = "POST /api/v1/orders"
END = ("completed", "held", "failed", "cancelled")


def offerings(desk: Desk) -> None:
    desk.ok("GET /api/v1/offerings")
    desk.ok("GET /tmf-api/productCatalogManagement/v4/productOffering")
    one = "GET /tmf-api/productCatalogManagement/v4/productOffering/{id}"
    desk.ok(one, path={"id": "all_in:1"})
    desk.ok(one, path={"id": "all_in:1"}, query={"fields": "name,version"})
    desk.no(one, 404, "offering_unknown", path={"id": "all_in:99"})


def until(desk: Desk, order: str, state: tuple[str, ...] = END) -> dict:
    for _ in range(600):
        now = desk.ok("GET /api/v1/orders/{id}", path={"id": order})
        if now["state"] in state:
            return now
        time.sleep(0.05)
    raise RuntimeError(f"the order does not come to an end: {now}")


def sell(desk: Desk, body: dict) -> dict:
    return until(desk, desk.ok(ORDERS, 202, body={"kind": "activate_subscriber", **body})["orderId"])


ANNA = {"kind": "person", "givenName": "Анна", "familyName": "Ковальская", "birthDate": "1990-05-17", "language": "ru", "timeZone": "Europe/Moscow",
        "email": "anna@example.org", "contractNumber": "A-1001", "documentKind": "passport", "documentNumber": "4500 123456", "segment": "families",
        "billDay": 5, "externalId": "old-crm-17"}


def lines(desk: Desk) -> dict[str, dict]:
    """Anna with two lines, Jan with one postpaid, a firm with a fixed one."""
    anna = sell(desk, {"customer": ANNA, "offering": "talk_freely", "msisdn": msisdn(3), "iccid": iccid(3), "channel": "shop"})
    second = sell(desk, {"customerId": anna["customerId"], "offering": "talk_freely", "msisdn": msisdn(4), "iccid": iccid(4), "orderId": "01990000-0000-7000-8000-000000000001"})
    jan = sell(desk, {"customer": {"givenName": "Jan", "familyName": "Kowalski", "language": "pl", "segment": "business"}, "offering": "all_in"})
    firm = sell(desk, {"customer": {"kind": "organisation", "familyName": "North Light", "segment": "business"}, "offering": "home_fibre", "login": "north.light"})
    for each in (anna, second, jan, firm):
        if each["state"] != "completed":
            raise RuntimeError(f"the order is not completed: {each}")
    taken = {"kind": "activate_subscriber", "customer": {"familyName": "Late"}, "offering": "talk_freely"}
    desk.no(ORDERS, 409, "number_taken", body=taken | {"msisdn": msisdn(3)})
    desk.no(ORDERS, 404, "number_not_ours", body=taken | {"msisdn": "79990000000"})
    desk.no(ORDERS, 409, "sim_taken", body=taken | {"iccid": iccid(3)})
    desk.no(ORDERS, 404, "sim_unknown", body=taken | {"iccid": iccid(900)})
    desk.no(ORDERS, 404, "offering_not_on_sale", body=taken | {"offering": "no_such"})
    desk.no(ORDERS, 400, "login_missing", body=taken | {"offering": "home_fibre"})
    desk.no(ORDERS, 400, "login_not_wanted", body=taken | {"login": "me"})
    desk.no(ORDERS, 404, "customer_unknown", body={"customerId": "999999999", "offering": "talk_freely"})
    desk.no(ORDERS, 400, "language_unknown", body=taken | {"customer": {"familyName": "Late", "language": "1"}})
    desk.no(ORDERS, 409, "identifier_taken", body=taken | {"customer": {"familyName": "Late", "contractNumber": "A-1001"}})
    for code, wrong in {"name_missing": {"familyName": "!"}, "name_of_organisation": {"familyName": "Late", "givenName": "L", "kind": "organisation"},
                        "time_zone_unknown": {"familyName": "Late", "timeZone": "Mars/Base"}, "email_unreadable": {"familyName": "Late", "email": "late"},
                        "document_unreadable": {"familyName": "Late", "documentKind": "passport"}, "contract_unreadable": {"familyName": "Late", "contractNumber": "-"}}.items():
        desk.no(ORDERS, 400, code, body=taken | {"customer": wrong})
    desk.no("GET /api/v1/orders/{id}", 404, "order_unknown", path={"id": "00000000-0000-7000-8000-000000000000"})
    return {"anna": anna, "second": second, "jan": jan, "firm": firm}


def changes(desk: Desk, line: str) -> None:
    """A line rests, wakes and ends."""
    change = {"kind": "suspend_subscriber", "subscriberId": line, "reason": "lost", "channel": "shop", "orderId": "01990000-0000-7000-8000-000000000002"}
    until(desk, desk.ok(ORDERS, 202, body=change)["orderId"])
    desk.no(ORDERS, 409, "line_not_active", body={"kind": "suspend_subscriber", "subscriberId": line})
    until(desk, desk.ok(ORDERS, 202, body={"kind": "resume_subscriber", "subscriberId": line})["orderId"])
    desk.no(ORDERS, 409, "line_not_suspended", body={"kind": "resume_subscriber", "subscriberId": line})
    until(desk, desk.ok(ORDERS, 202, body={"kind": "terminate_subscriber", "subscriberId": line})["orderId"])
    desk.no(ORDERS, 409, "line_terminated", body={"kind": "terminate_subscriber", "subscriberId": line})
    desk.no(ORDERS, 404, "subscriber_unknown", body={"kind": "terminate_subscriber", "subscriberId": "999999999"})


def held(desk: Desk, program: operator_program.Program) -> None:
    """The HLR does not know the card: the order is held, tried again, given back."""
    for number in (10, 11):
        operator_program.forget_card(program, number)
    order = {"customer": {"familyName": "Unlucky"}, "offering": "talk_freely"}
    first = sell(desk, order | {"msisdn": msisdn(10), "iccid": iccid(10)})
    if first["state"] != "held":
        raise RuntimeError(f"the order should be held: {first}")
    done = {"id": first["orderId"]}
    desk.no("POST /api/v1/orders/{id}/retry", 409, "order_not_held", path={"id": "01990000-0000-7000-8000-000000000001"})
    desk.ok("POST /api/v1/orders/{id}/retry", 202, path=done)
    until(desk, first["orderId"])
    desk.filters("GET /api/v1/orders", lambda each: each["state"] == "held", state="held")
    desk.ok("POST /api/v1/orders/{id}/release", 202, path=done)
    until(desk, first["orderId"], ("failed", "cancelled"))
    desk.no("POST /api/v1/orders/{id}/release", 409, "order_finished", path=done)
    desk.ok("GET /api/v1/orders")


def stock(desk: Desk) -> None:
    desk.ok("GET /api/v1/numbers")
    for state in ("assigned", "quarantine"):
        desk.filters("GET /api/v1/numbers", lambda each, state=state: each["state"] == state, state=state)
    desk.ok("GET /api/v1/sims")
    desk.filters("GET /api/v1/sims", lambda each: each["state"] == "assigned", state="assigned")


def people(desk: Desk) -> None:
    name = "GET /tmf-api/customerManagement/v4/customer"
    customers = desk.ok(name)
    desk.filters(name, lambda each: {"segment": "families"}.items() <= {c["name"]: c["value"] for c in each["characteristic"]}.items(), segment="families")
    desk.ok(name + "/{id}", path={"id": customers[0]["id"]})
    desk.ok(name + "/{id}", path={"id": customers[0]["id"]}, query={"fields": "name"})
    desk.no(name + "/{id}", 404, "customer_unknown", path={"id": "999999999"})
    search = "POST /api/v1/search"
    for typed in ("8 (900) 000-00-03", "kovalskaya"):
        found = desk.ok(search, body={"query": typed, "limit": 5, "offset": 0})
        if not found["results"] or found["results"][0]["name"] != "Анна Ковальская":
            desk.differs(desk.of(search), 200, f"`{typed}` should find Anna: {found}")
