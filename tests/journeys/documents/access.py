"""Setting up, signing in, users, tokens, the audit book."""
import operator_program
from desk import Desk

PASSWORD = "a long enough secret"
ROLES = ["agent", "supervisor", "sales", "marketer", "billing", "auditor"]


def set_up(desk: Desk, program: operator_program.Program) -> None:
    desk.people["admin"] = operator_program.Client(desk.port)
    if not desk.ok("GET /api/v1/setup")["needed"]:
        raise RuntimeError("a new installation needs no first user?")
    first = {"token": program.setup_token(), "name": "vera", "displayName": "Vera", "password": PASSWORD}
    desk.no("POST /api/v1/setup", 403, "setup_link_wrong", by="nobody", body=first | {"token": "not-the-one"})
    desk.no("POST /api/v1/setup", 400, "password_too_short", by="nobody", body=first | {"password": "short"})
    desk.ok("POST /api/v1/setup", 201, body=first)
    desk.no("POST /api/v1/setup", 409, "setup_done", by="nobody", body=first)


def sign_in(desk: Desk, who: str, name: str, password: str = PASSWORD) -> set[str]:
    desk.people[who] = operator_program.Client(desk.port)
    return set(desk.ok("POST /api/v1/session", by=who, body={"name": name, "password": password})["user"]["rights"])


def users(desk: Desk) -> None:
    desk.no("POST /api/v1/session", 401, "sign_in_wrong", by="nobody", body={"name": "vera", "password": "not this one"})
    ids = {}
    for role in ROLES + ["leaver"]:
        body = {"name": f"the.{role}", "displayName": role.capitalize(), "role": "agent" if role == "leaver" else role, "password": PASSWORD}
        ids[role] = desk.ok("POST /api/v1/users", 201, body=body)["id"]
        rights = sign_in(desk, role, f"the.{role}")
        if role != "leaver":
            desk.rights[role] = rights
    ids["integrator"] = desk.ok("POST /api/v1/users", 201, body={"name": "shop", "role": "integrator"})["id"]
    desk.no("POST /api/v1/users", 409, "user_name_taken", body={"name": "shop", "role": "integrator"})
    desk.no("POST /api/v1/users", 400, "user_name_unreadable", body={"name": "two words", "role": "agent", "password": PASSWORD})
    desk.no("POST /api/v1/users", 400, "integrator_has_no_password", body={"name": "till", "role": "integrator", "password": PASSWORD})
    desk.ok("GET /api/v1/users")
    one_s_own(desk)
    change(desk, ids)
    tokens(desk, ids)


def one_s_own(desk: Desk) -> None:
    desk.ok("GET /api/v1/session")
    desk.ok("POST /api/v1/session/password", 204, by="leaver", body={"oldPassword": PASSWORD, "newPassword": "another long secret"})
    desk.no("POST /api/v1/session/password", 403, "password_wrong", by="leaver", body={"oldPassword": "not this one", "newPassword": "another long secret"})
    desk.no("POST /api/v1/session/password", 400, "password_too_easy", by="leaver", body={"oldPassword": "another long secret", "newPassword": "passwordpassword"})
    desk.ok("DELETE /api/v1/session", 204, by="leaver")
    if desk.people["leaver"].cookie:
        desk.differs(desk.of("DELETE /api/v1/session"), 204, "the cookie is still there")


def change(desk: Desk, ids: dict[str, str]) -> None:
    name = "PATCH /api/v1/users/{id}"
    leaver = {"id": ids["leaver"]}
    changed = desk.ok(name, path=leaver, body={"displayName": "Gone", "role": "sales", "disabled": True, "password": "yet another long secret"})
    if (changed["displayName"], changed["role"], changed["state"]) != ("Gone", "sales", "disabled"):
        desk.differs(desk.of(name), 200, f"does not change what it is given: {changed}")
    desk.no(name, 422, "not_on_oneself", path={"id": "1"}, body={"disabled": True})
    desk.no(name, 422, "role_change_not_permitted", path={"id": ids["integrator"]}, body={"role": "agent"})


def tokens(desk: Desk, ids: dict[str, str]) -> None:
    shop = {"id": ids["integrator"]}
    made = desk.ok("POST /api/v1/users/{id}/tokens", 201, path=shop, body={"label": "till 1", "days": 30})
    other = desk.ok("POST /api/v1/users/{id}/tokens", 201, path=shop, body={"label": "till 2"})
    desk.no("POST /api/v1/users/{id}/tokens", 422, "token_for_integrators", path={"id": ids["agent"]}, body={"label": "mine"})
    desk.people["integrator"] = operator_program.Client(desk.port)
    desk.people["integrator"].bearer = made["token"]
    desk.ok("GET /api/v1/offerings", by="integrator")
    desk.ok("DELETE /api/v1/users/{id}/tokens/{token}", 204, path=shop | {"token": other["id"]}, missing=shop | {"token": made["id"][:-1] + "f"})
    desk.ok("GET /api/v1/users/{id}/tokens", path=shop)


def audit(desk: Desk, customer: str) -> None:
    name = "GET /api/v1/audit"
    whole = desk.ok(name)
    desk.filters(name, lambda each: each["customerId"] == customer, customerId=customer)
    desk.filters(name, lambda each: each["by"]["id"] == "1", userId="1")
    desk.filters(name, lambda each: each["action"] == "view_card", action="view_card")
    half = whole[len(whole) // 2]["at"]
    desk.filters(name, lambda each: each["at"] >= half, **{"from": half})
    desk.filters(name, lambda each: each["at"] < half, to=half)
