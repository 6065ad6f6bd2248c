"""The documents of docs/api as a test reads them: operations, strict schemas, and what of a schema was seen in answers.

Strict: a member that is not described is a difference, so is an object whose members are not described at all.
"""
import pathlib
import re

import jsonschema
import yaml

METHODS = ("get", "post", "put", "patch", "delete")
FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "uuid": re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
}

formats = jsonschema.FormatChecker(formats=())
for _name, _pattern in FORMATS.items():
    formats.checks(_name)(lambda value, pattern=_pattern: not isinstance(value, str) or pattern.fullmatch(value) is not None)


class Loader(yaml.SafeLoader):
    """Without YAML's own dates: an example of a date is text, as in JSON."""


Loader.yaml_implicit_resolvers = {first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
                                  for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()}


class Documents:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.texts = {file.name: yaml.load(file.read_text(encoding="utf-8"), Loader) for file in sorted(folder.glob("*.yaml"))}
        self.operations = {}
        for file, text in self.texts.items():
            for path, methods in text.get("paths", {}).items():
                for method in methods:
                    if method in METHODS:
                        self.operations[(method, path)] = Operation(self, file, method, path, methods[method])

    def resolved(self, file: str, node: dict) -> tuple[str, dict]:
        """Where a reference leads: the file it stands in, and the thing itself."""
        while isinstance(node, dict) and "$ref" in node:
            to, _, pointer = node["$ref"].partition("#")
            file = to.removeprefix("./") or file
            node = self.texts[file]
            for step in pointer.strip("/").split("/"):
                node = node[step]
        return file, node

    def strict(self, file: str, schema: dict, partial: bool = False) -> dict:
        """As JSON schema, closed: allOf is joined, nullable is said in types. `partial`: nothing is required.
        A component's schema keeps its name as `x-from`."""
        name = schema.get("$ref", "").rsplit("/", 1)[-1]
        file, schema = self.resolved(file, schema)
        out = {k: v for k, v in schema.items() if k not in ("allOf", "nullable", "description", "example", "properties", "items", "oneOf", "anyOf", "default")}
        properties = {name: self.strict(file, each, partial) for name, each in schema.get("properties", {}).items()}
        for part in schema.get("allOf", []):
            joined = dict(self.strict(file, part, partial))
            properties = {**joined.pop("properties", {}), **properties}
            out["required"] = sorted({*joined.pop("required", []), *out.get("required", [])})
            out = {**joined, **out}
        if properties:
            out["properties"] = properties
            out.setdefault("additionalProperties", False)
        if out.get("additionalProperties") not in (None, False, True):
            out["additionalProperties"] = self.strict(file, out["additionalProperties"], partial)
        if partial:
            out.pop("required", None)
        elif "required" in out and not out["required"]:
            del out["required"]
        if name:
            out["x-from"] = f"{file}#{name}"
        if "items" in schema:
            out["items"] = self.strict(file, schema["items"], partial)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                out[word] = [self.strict(file, each, partial) for each in schema[word]]
        return {"anyOf": [{"type": "null"}, out]} if schema.get("nullable") else out


class Operation:
    def __init__(self, documents: Documents, file: str, method: str, path: str, said: dict):
        self.documents, self.file, self.method, self.path, self.said = documents, file, method, path, said
        self.name = f"{method.upper()} {path}"
        self.parameters = {(p["in"], p["name"]): p for p in (documents.resolved(file, each)[1] for each in said.get("parameters", []))}
        self.right = said.get("x-right", "")
        self.refusals = set()
        for each in said.get("responses", {}).values():
            for codes in re.findall(r"Refused: ([^.]*)\.", each.get("description", "")):
                self.refusals |= set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", codes))

    def query(self) -> dict[str, dict]:
        return {name: self.documents.strict(self.file, p["schema"]) for (place, name), p in self.parameters.items() if place == "query"}

    def needs_key(self) -> bool:
        return ("header", "Idempotency-Key") in self.parameters

    def body(self) -> dict | None:
        content = self.said.get("requestBody", {}).get("content", {})
        return self.documents.strict(self.file, content["application/json"]["schema"]) if content else None

    def bodies(self) -> list[dict]:
        """The shapes a request may have: one, or the alternatives of a oneOf."""
        body = self.body()
        return [] if body is None else body.get("oneOf", [body])

    def answer(self, status: int) -> dict | None:
        """What is written about answers of this status; of refusals under their own status or `default`."""
        responses = self.said.get("responses", {})
        found = responses.get(str(status), responses.get("default") if status >= 400 else None)
        return None if found is None else self.documents.resolved(self.file, found)[1]

    def is_list(self) -> bool:
        return "X-Total-Count" in (self.answer(200) or {}).get("headers", {})


def differences(schema: dict, value) -> list[str]:
    """`/a/*/b: what is wrong`, for every difference; what is wrong with every item of a list is wrong once."""
    check = jsonschema.Draft202012Validator(schema, format_checker=formats)
    out = []
    for error in check.iter_errors(value):
        deepest = jsonschema.exceptions.best_match([error])
        place = "/" + "/".join("*" if isinstance(step, int) else step for step in deepest.absolute_path)
        out.append(f"{place}: {deepest.message[:200]}")
    return list(dict.fromkeys(out))


def beneath(schema: dict) -> dict:
    """The schema of what stands there when it is not null."""
    return next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)


def places(schema: dict, at: str = "") -> dict[str, dict]:
    """Every place of a request or answer that is described: `/figures/*/value`."""
    schema = beneath(schema)
    out = {at: schema} if at else {}
    for name, each in schema.get("properties", {}).items():
        out |= places(each, f"{at}/{name}")
    if "items" in schema:
        out |= places(schema["items"], at + "/*")
    return out


def described(schema: dict, at: str) -> set[str]:
    """The same, where what is described once and answered by several operations counts once."""
    schema = beneath(schema)
    at = schema.get("x-from", at)
    out = {at}
    for name, each in schema.get("properties", {}).items():
        out |= described(each, f"{at}/{name}")
    return out | described(schema["items"], at + "/*") if "items" in schema else out


def described_in(schema: dict, value, at: str) -> set[str]:
    """Of those, the ones where something other than null stands."""
    if value is None:
        return set()
    schema = beneath(schema)
    at = schema.get("x-from", at)
    out = {at}
    if isinstance(value, dict):
        for name, each in schema.get("properties", {}).items():
            out |= described_in(each, value.get(name), f"{at}/{name}")
    if isinstance(value, list):
        for each in value:
            out |= described_in(schema.get("items", {}), each, at + "/*")
    return out


def places_in(value, at: str = "") -> set[str]:
    """Every place of a request where something other than null stands."""
    if isinstance(value, dict):
        return {at} | {place for name, each in value.items() for place in places_in(each, f"{at}/{name}")}
    if isinstance(value, list):
        return {at} | {place for each in value for place in places_in(each, at + "/*")}
    return set() if value is None else {at}


def in_the_documents_themselves(documents: Documents) -> list[str]:
    """Examples that are not what their schema says; answers whose members are not said to be there or not."""
    out = []

    def walk(file: str, node, at: str, in_answer: bool) -> None:
        if isinstance(node, list):
            for number, each in enumerate(node):
                walk(file, each, f"{at}/{number}", in_answer)
        if not isinstance(node, dict):
            return
        for word, schema in (("example", node.get("schema", node)),):
            if word in node and isinstance(schema, dict):
                out.extend(f"{file}{at}/{word}{each}" for each in differences(documents.strict(file, schema), node[word]))
        if isinstance(node.get("examples"), dict):
            for name, each in node["examples"].items():
                out.extend(f"{file}{at}/examples/{name}{wrong}" for wrong in differences(documents.strict(file, node["schema"]), each["value"]))
        for name, each in node.items():
            if name not in ("example", "examples"):
                walk(file, each, f"{at}/{name}", in_answer)

    for file, text in documents.texts.items():
        walk(file, {k: v for k, v in text.items() if k in ("paths", "components")}, "#", False)
    for operation in documents.operations.values():
        for status, said in operation.said["responses"].items():
            for kind, content in documents.resolved(operation.file, said)[1].get("content", {}).items():
                if kind != "application/json":
                    continue
                for place, schema in {"": documents.strict(operation.file, content["schema"]), **places(documents.strict(operation.file, content["schema"]))}.items():
                    loose = schema.get("type") == "object" and (schema.get("properties") is None and "additionalProperties" not in schema)
                    if loose:
                        out.append(f"{operation.file}: {operation.name} {status}: `{place}` is an object of which nothing is said")
                    elif schema.get("properties") and "required" not in schema:
                        out.append(f"{operation.file}: {operation.name} {status}: `{place}` does not say which members are required")
    return out
