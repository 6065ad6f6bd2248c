"""Calls operations as their documents describe them, and holds every answer against the document.

One success call of an operation brings the refusals that every such operation must have: nobody signed in, a right missing, an
unknown id, a broken body, members that are missing, wrong or unknown, a key that is missing or reused, a query parameter that is
unknown or unreadable; and of a list: offset, limit, fields.
"""
import copy
import itertools
import json
import re
import urllib.parse

from openapi import Documents, Operation, beneath, described, described_in, differences, places, places_in
from operator_program import Answer, Client

NOBODY_S_ID = "999999999"
NOBODY_S_UUID = "00000000-0000-7000-8000-000000000000"
# What an answer may carry without its document's word: every answer has the first, the others are HTTP's own.
EVERYWHERE = {"x-request-id", "content-type", "content-length", "date", "server", "connection", "keep-alive", "cache-control", "vary", "content-security-policy",
              "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "strict-transport-security"}
OF_STATUS = {401: {"www-authenticate"}, 405: {"allow"}, 429: {"retry-after"}, 503: {"retry-after"}}
_keys = itertools.count(1)


class Desk:
    def __init__(self, documents: Documents, port: int, kit_refusals: set[str]):
        self.documents, self.port, self.kit_refusals = documents, port, kit_refusals
        self.people: dict[str, Client] = {}        # by role, and `nobody`
        self.rights: dict[str, set[str]] = {}
        self.wrong: list[str] = []
        self.granted: dict[str, int] = {}          # operation -> success calls
        self.refused: dict[str, set[str]] = {}     # operation -> codes heard
        self.seen: set[str] = set()                # described places of answers where something stood
        self.asked: dict[str, set[str]] = {}       # operation -> query parameters and members of bodies in success calls
        self.calls = 0
        self.people["nobody"] = Client(port)

    def differs(self, operation: Operation, status: int | str, what: str) -> None:
        line = f"{operation.file}: {operation.name}: {status}: {what}"
        if line not in self.wrong:
            self.wrong.append(line)

    # One request and its answer, looked at in every respect but whether it is the one that was wanted.
    def call(self, operation: Operation, by: str = "admin", path: dict | None = None, query: dict | None = None, body=None,
             key: str | None = None, headers: dict | None = None) -> Answer:
        self.calls += 1
        target = re.sub(r"\{(\w+)\}", lambda found: urllib.parse.quote(str((path or {})[found.group(1)]), safe=":"), operation.path)
        if query:
            target += "?" + urllib.parse.urlencode(query)
        sent = {"X-Request-Id": f"paper-{self.calls}"} | (headers or {})
        if key is not None:
            sent["Idempotency-Key"] = key
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        answer = self.people[by].ask(operation.method.upper(), target, text, sent)
        if answer.headers.get("x-request-id") != sent["X-Request-Id"]:
            self.differs(operation, answer.status, f"X-Request-Id is {answer.headers.get('x-request-id')}, not the caller's")
        return answer

    def look_at(self, operation: Operation, answer: Answer, partial: bool = False) -> None:
        said = operation.answer(answer.status)
        if said is None:
            self.differs(operation, answer.status, f"this status is in no document: {answer}")
            return
        self.look_at_headers(operation, answer, said)
        contents = said.get("content", {})
        kind = answer.headers.get("content-type", "")
        if not contents:
            if answer.body or kind:
                self.differs(operation, answer.status, f"has a body or a type ({kind}), its document none")
            return
        content = contents.get(kind.split(";")[0])
        if content is None:
            self.differs(operation, answer.status, f"is {kind}, its document knows {', '.join(contents)}")
            return
        if kind.startswith("application/json"):
            if kind != "application/json;charset=utf-8":
                self.differs(operation, answer.status, f"Content-Type is {kind}")
            self.look_at_body(operation, answer, self.documents.strict(operation.file, content["schema"], partial))

    def look_at_body(self, operation: Operation, answer: Answer, schema: dict) -> None:
        value = answer.json()
        for each in differences(schema, value):
            self.differs(operation, answer.status, each)
        for each in value if isinstance(value, list) else [value]:
            if "@type" not in each:
                self.differs(operation, answer.status, "/@type: always there, DESIGN 7, and not here")
        if answer.status < 400:
            self.seen |= described_in(schema, value, operation.name)

    def look_at_headers(self, operation: Operation, answer: Answer, said: dict) -> None:
        written = {name.lower(): self.documents.resolved(operation.file, each)[1] for name, each in said.get("headers", {}).items()}
        for name in answer.headers:
            if name not in EVERYWHERE | OF_STATUS.get(answer.status, set()) and name not in written:
                self.differs(operation, answer.status, f"header {name} is in no document")
        for name, each in written.items():
            value = answer.headers.get(name)
            if value is None:
                if each.get("required"):
                    self.differs(operation, answer.status, f"header {name} is missing")
                continue
            schema = each.get("schema", {})
            for wrong in differences(schema, int(value) if schema.get("type") == "integer" and value.isdigit() else value):
                self.differs(operation, answer.status, f"header {name}{wrong}")

    def refusal(self, operation: Operation, status: int | tuple[int, ...], code: str | None, why: str, **how) -> Answer:
        """A call that must be refused, with this status and (unless nothing is said of it) this code."""
        answer = self.call(operation, **how)
        wanted = status if isinstance(status, tuple) else (status,)
        if answer.status not in wanted:
            self.differs(operation, answer.status, f"{why}: should be refused with {' or '.join(map(str, wanted))}, was {answer}")
            return answer
        self.look_at(operation, answer)
        said = answer.json().get("code", "")
        if said not in operation.refusals and said not in self.kit_refusals:
            self.differs(operation, answer.status, f"{why}: the code {said} is neither promised there nor one of the HTTP kit's")
        if code and said != code:
            self.differs(operation, answer.status, f"{why}: should say {code}, said {said}")
        if answer.json().get("status") != str(answer.status):
            self.differs(operation, answer.status, f"/status: says {answer.json().get('status')}")
        self.refused.setdefault(operation.name, set()).add(said)
        return answer

    def of(self, name: str) -> Operation:
        method, path = name.split()
        return self.documents.operations[(method.lower(), path)]

    def no(self, name: str, status: int, code: str, **how) -> Answer:
        """A refusal of this operation's own."""
        operation = self.of(name)
        if operation.needs_key():
            how.setdefault("key", self.fresh_key())
        return self.refusal(operation, status, code, code, **how)

    @staticmethod
    def fresh_key() -> str:
        return f"paper-{next(_keys)}"

    def ok(self, name: str, status: int = 200, by: str = "admin", path: dict | None = None, query: dict | None = None, body=None, missing: dict | None = None):
        """A success call, and around the first one the refusals every such operation has. Answers the body.
        `missing`: path parameters of a thing there is not; None: an id that nobody has."""
        operation = self.of(name)
        first = operation.name not in self.granted
        how = {"by": by, "path": path or {}, "query": query or {}, "body": body}
        if first:
            self.usual_refusals(operation, how, missing)
        if body is not None:
            self.look_at_request(operation, body, query)
        self.asked.setdefault(operation.name, set()).update(f"?{each}" for each in (query or {}))
        key = self.fresh_key() if operation.needs_key() else None
        answer = self.call(operation, key=key, **how)
        if answer.status != status:
            self.differs(operation, answer.status, f"should be answered with {status}, was {answer}")
            raise RuntimeError(f"{operation.name}: {answer}")
        self.look_at(operation, answer, partial="fields" in (query or {}))
        self.granted[operation.name] = self.granted.get(operation.name, 0) + 1
        if first and key:
            self.once(operation, how, key, answer)
        if first and operation.is_list():
            self.look_at_list(operation, how, answer)
        return answer.json() if answer.body and answer.headers.get("content-type", "").startswith("application/json") else answer

    def look_at_request(self, operation: Operation, body, query) -> None:
        shape = operation.body()
        if shape is None:
            self.differs(operation, "request", "takes a body, its document has none")
            return
        for each in differences(shape, body):
            self.differs(operation, "request", f"{each}; and yet it is what the program takes")
        self.asked.setdefault(operation.name, set()).update(places_in(body))

    # ---- the refusals that every operation has
    def usual_refusals(self, operation: Operation, how: dict, missing: dict | None) -> None:
        key = lambda: self.fresh_key() if operation.needs_key() else None  # noqa: E731
        if operation.right != "none":
            self.refusal(operation, 401, "not_signed_in", "nobody is signed in", **how | {"by": "nobody", "key": key()})
        for role, rights in self.rights.items():
            if operation.right not in ("none", "signed_in") and operation.right not in rights:
                self.refusal(operation, 403, "right_missing", f"a {role} without the right {operation.right}", **how | {"by": role, "key": key()})
                break
        if operation.method != "get":
            self.refusal(operation, 403, "cross_site", "asked for by another site's page", **how | {"headers": {"Sec-Fetch-Site": "cross-site"}, "key": key()})
        if how["path"]:
            nobodys = missing or {name: NOBODY_S_UUID if len(value) == 36 else NOBODY_S_ID for name, value in how["path"].items()}
            self.refusal(operation, 404, None, "an id that nobody has", **how | {"path": nobodys, "key": key()})
            self.refusal(operation, 404, None, "an id that cannot be read", **how | {"path": {**nobodys, "id": "no-such-thing"}, "key": key()})
        if operation.method == "get":
            self.wrong_queries(operation, how)
            self.refusal(operation, 400, "personal_filter", "a number in the URL", **how | {"query": {"msisdn": "79000000000"}})
        if operation.body() is not None:
            self.wrong_bodies(operation, how, key)
        if operation.needs_key():
            self.refusal(operation, 400, "idempotency_key_missing", "without Idempotency-Key", **how)

    def wrong_queries(self, operation: Operation, how: dict) -> None:
        if operation.query():
            self.refusal(operation, 400, "query_invalid", "an unknown query parameter", **how | {"query": {**how["query"], "colour": "blue"}})
        for name in {"offset", "limit", "fields", "sort"} - set(operation.query()) if operation.query() else ():
            self.refusal(operation, 400, "query_invalid", f"{name}, which has no meaning here", **how | {"query": {**how["query"], name: "1"}})
        for name, schema in operation.query().items():
            if (bad := unreadable(schema)) is not None:
                self.refusal(operation, (400, 404), None, f"{name}={bad}", **how | {"query": {**how["query"], name: bad}})

    def wrong_bodies(self, operation: Operation, how: dict, key) -> None:
        self.refusal(operation, 400, "json_invalid", "a broken body", **how | {"body": '{"a":', "key": key()})
        self.refusal(operation, 415, "media_type_unsupported", "a body that is no JSON", **how | {"headers": {"Content-Type": "text/plain"}, "key": key()})
        self.refusal(operation, 400, None, "a member nobody knows", **how | {"body": {**how["body"], "colour": "blue"}, "key": key()})
        shape = next((each for each in operation.bodies() if not differences(each, how["body"])), {})
        for name in shape.get("required", []):
            short = {k: v for k, v in how["body"].items() if k != name}
            self.refusal(operation, 400, None, f"without `{name}`", **how | {"body": short, "key": key()})
        for place, schema in places(shape).items():
            bad = unreadable(schema)
            spoiled = copy.deepcopy(how["body"])
            if bad is not None and put(spoiled, place, bad):
                self.refusal(operation, (400, 422), None, f"{place} = {str(bad)[:40]}", **how | {"body": spoiled, "key": key()})

    def once(self, operation: Operation, how: dict, key: str, first: Answer) -> None:
        """The same key again: the first answer; with another body: a conflict."""
        again = self.call(operation, key=key, **how)
        if (again.status, again.body) != (first.status, first.body) or again.headers.get("idempotent-replayed") != "true":
            self.differs(operation, again.status, "the same key again should be answered with the first answer")
        self.look_at(operation, again)
        if how["body"] is not None:
            place, value = next((k, v) for k, v in how["body"].items() if isinstance(v, (str, int)) or k == "amount")
            other = {"value": "77.77", "unit": value["unit"]} if isinstance(value, dict) else value + 1 if isinstance(value, int) else value + "x"
            operation_takes = {**how["body"], place: other}
            answer = self.call(operation, key=key, **how | {"body": operation_takes})
            if answer.status == 400:  # another body that can be read
                answer = self.call(operation, key=key, **how | {"body": dict(reversed(how["body"].items()))})
            if answer.status != 409 and len(how["body"]) > 1 or answer.status < 400:
                self.differs(operation, answer.status, f"the same key with another request should be 409: {answer}")
            self.look_at(operation, answer)

    # ---- lists
    def look_at_list(self, operation: Operation, how: dict, whole: Answer) -> None:
        items, total = whole.json(), int(whole.headers.get("x-total-count", -1))
        if len(items) != int(whole.headers.get("x-result-count", -1)) or len(items) > total:
            self.differs(operation, whole.status, f"X-Result-Count {whole.headers.get('x-result-count')}, X-Total-Count {total}, and {len(items)} items")
        if len(items) < 2:
            self.differs(operation, "test", f"its list has {len(items)} items: offset and limit cannot be tried")
            return
        moves = operation.path.endswith("/audit")  # reading it writes into it
        page = lambda **more: self.call(operation, **how | {"query": {**how["query"], **more}})  # noqa: E731
        one = page(limit=1)
        if len(one.json()) != 1 or one.headers["x-result-count"] != "1" or (one.json()[0] != items[0] and not moves):
            self.differs(operation, one.status, f"limit=1 should answer the first item: {one}")
        second = page(offset=1, limit=1)
        if not moves and second.json()[:1] != items[1:2]:
            self.differs(operation, second.status, "offset=1 should answer the second item")
        if (past := page(offset=total + 1000)).json() or int(past.headers["x-total-count"]) < total:
            self.differs(operation, past.status, "an offset past the end should answer nothing, and how many there are")
        name = next(each for each in items[0] if each not in ("id", "href", "@type"))
        cut = page(fields=name)
        self.look_at(operation, cut, partial=True)
        for each in cut.json():
            if not {name} <= set(each) <= {name, "id", "href", "@type"} or "@type" not in each:
                self.differs(operation, cut.status, f"fields={name} should keep {name}, id, href and @type, and kept {', '.join(each)}")
                break
        self.asked.setdefault(operation.name, set()).update({"?offset", "?limit", "?fields"})

    def filters(self, name: str, holds, **query) -> None:
        """A filter that really filters: fewer than all, at least one, and each of them fits."""
        operation = self.of(name)
        whole, some = self.call(operation), self.call(operation, query=query)
        self.look_at(operation, some)
        self.asked.setdefault(operation.name, set()).update(f"?{each}" for each in query)
        kept, before = int(some.headers.get("x-total-count", -1)), int(whole.headers.get("x-total-count", -1))
        if some.status != 200 or not some.json() or not all(holds(each) for each in some.json()) or not 0 < kept < before:
            self.differs(operation, some.status, f"{query} should filter: {kept} of {before}, {some}")

    # ---- in the end
    def never(self) -> list[str]:
        """What is documented and was never seen."""
        out, unseen = [], set()
        for operation in self.documents.operations.values():
            where = f"{operation.file}: {operation.name}"
            if not self.granted.get(operation.name):
                out.append(f"{where}: was never called with success")
                continue
            if not self.refused.get(operation.name):
                out.append(f"{where}: was never refused")
            asked = self.asked.get(operation.name, set())
            out += [f"{where}: the parameter {name} was never used" for name in operation.query() if f"?{name}" not in asked]
            wanted = set().union(*(places(each) for each in operation.bodies())) if operation.bodies() else set()
            out += [f"{where}: the request's `{place}` was never used" for place in sorted(wanted - asked)]
            for status, said in operation.said["responses"].items():
                schema = self.documents.resolved(operation.file, said)[1].get("content", {}).get("application/json", {}).get("schema")
                if schema and status.startswith("2"):
                    unseen |= {(operation.file, place) for place in described(self.documents.strict(operation.file, schema), operation.name) - self.seen}
        return out + [f"{file}: {place} is described and was never seen" for file, place in sorted(unseen)]


def put(into, place: str, value) -> bool:
    """Sets an existing place of a body; False: it is not there."""
    *way, last = place.strip("/").split("/")
    for step in way:
        if not isinstance(into, dict) or step not in into:
            return False
        into = into[step]
    if not isinstance(into, dict) or last not in into:
        return False
    into[last] = value
    return True


def unreadable(schema: dict):
    """A value the schema does not permit and a person might send; None: every text is as good as another."""
    schema = beneath(schema)
    if "enum" in schema:
        return "no_such_word"
    if schema.get("type") == "integer":
        return schema["maximum"] + 1 if "maximum" in schema else schema.get("minimum", 0) - 1
    if schema.get("format") in ("date", "date-time", "uuid") or schema.get("pattern", "").startswith("^["):
        return "!"
    if "maxLength" in schema:
        return "x" * (schema["maxLength"] + 1)
    return {"no": "such"} if schema.get("type") == "boolean" else None
