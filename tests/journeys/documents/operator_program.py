"""The real program for a journey in Python: started with a small operator, asked over HTTP, commanded, stopped."""
import ctypes
import http.client
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

PR_SET_PDEATHSIG = 1
PATIENCE_S = 90
CONFIGURATION = """[http]
user_requests_per_second = 0
address_requests_per_second = 0
[metrics]
refresh_seconds = 1
[activation]
network = "local_osmo_hlr"
errand_tries = 2
"""


def dies_with_us() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Answer:
    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes):
        self.status, self.body = status, body.decode("utf-8")
        self.headers = {}
        for name, value in headers:
            self.headers.setdefault(name.lower(), value)

    def json(self):
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.status} {self.body[:300]}"


class Client:
    """One person's (or system's) connection: keeps the session cookie as a browser does."""

    def __init__(self, port: int):
        self.port, self.cookie, self.bearer, self.connection = port, "", "", None

    def ask(self, method: str, target: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        if method != "GET":
            sent["Sec-Fetch-Site"] = "same-origin"
        if self.bearer:
            sent["Authorization"] = f"Bearer {self.bearer}"
        elif self.cookie:
            sent["Cookie"] = self.cookie
        sent |= headers or {}
        for last in (False, True):
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, target, body.encode() if body is not None else None, sent)
                got = self.connection.getresponse()
                endless = got.headers.get_content_type() == "text/event-stream"
                answer = Answer(got.status, got.getheaders(), b"" if endless else got.read())
                if endless:
                    self.connection.close()
                    self.connection = None
                break
            except (http.client.RemoteDisconnected, ConnectionError):  # a kept connection that idled too long
                self.connection = None
                if last:
                    raise
        if cookie := answer.headers.get("set-cookie"):
            self.cookie = cookie.split(";")[0]
            if self.cookie.endswith("="):
                self.cookie = ""
        return answer


class Program:
    def __init__(self, binary: pathlib.Path, source: pathlib.Path):
        self.binary, self.source = binary, source
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="abonent-documents-"))
        self.dir.chmod(0o711)  # PostgreSQL runs as its own user, below here
        self.data = self.dir / "data"
        (self.dir / "abonent.toml").write_text(CONFIGURATION)
        self.log = open(self.dir / "log", "wb")
        self.process = subprocess.Popen(
            [binary, "run", "--no-demo", *self.where(), "--http-port", "0", "--metrics-port", "0"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, preexec_fn=dies_with_us)
        self.port = self.await_ready()

    def where(self) -> list[str]:
        return ["--config", str(self.dir / "abonent.toml"), "--data-dir", str(self.data)]

    def said(self) -> str:
        return (self.dir / "log").read_text(errors="replace")

    def await_ready(self) -> int:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError("the program ended while starting; it said:\n" + self.said())
            port = self.listens_at()
            if port and Client(port).ask("GET", "/readyz").status == 200 and "setup#token=" in self.said():
                return port
            time.sleep(0.05)
        raise RuntimeError("the program was not ready in time; it said:\n" + self.said())

    def listens_at(self) -> int | None:
        """The program's own file says so, once it listens; written in place, so that it may be read half."""
        try:
            said = json.loads((self.data / "running" / f"{self.process.pid}.json").read_text())
            return int(said["http_url"].rsplit(":", 1)[1])
        except (FileNotFoundError, KeyError, json.JSONDecodeError):
            return None

    def setup_token(self) -> str:
        return re.search(r"setup#token=(\S+)", self.said()).group(1)

    def command(self, *args: str, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run([self.binary, *args, *self.where()], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode not in codes:
            raise RuntimeError(f"abonent {' '.join(args)}: {done.returncode}\n{done.stderr}{done.stdout}")
        return done.stdout

    def sql(self, statement: str) -> None:
        """Straight into the database, for what no door does: breaking something, or what other rooms' work leaves behind."""
        url = f"host={self.data / 'run'} dbname=abonent user=abonent"
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", statement], check=True, capture_output=True)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.dir, ignore_errors=True)


def iccid(number: int) -> str:
    body = f"897019900{number:09}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def msisdn(number: int) -> str:
    return f"7900{number:07}"


def imsi(number: int) -> str:
    return f"25099{number:010}"


def supply(program: Program, count: int) -> None:
    """The sample offers, numbers and cards."""
    program.command("catalog", "load", *(str(each) for each in sorted((program.source / "catalog/samples").glob("*.json"))))
    fibre = json.loads((program.source / "catalog/samples/home_fibre.json").read_text())
    fibre["offering"] |= {"code": "summer_fibre", "valid_to": "2099-01-01T00:00:00Z"}
    (program.dir / "summer.json").write_text(json.dumps({"offering": fibre["offering"]}))
    program.command("catalog", "load", str(program.dir / "summer.json"))
    program.command("numbers", "load", "--from", msisdn(0), "--to", msisdn(count - 1))
    cards = program.dir / "cards.csv"
    cards.write_text("iccid,imsi,ki,opc\n" + "".join(f"{iccid(i)},{imsi(i)},{i + 1:032x},{i + 1000000:032x}\n" for i in range(count)))
    cards.chmod(0o600)
    program.command("sims", "load", str(cards))


def forget_card(program: Program, number: int) -> None:
    """Takes a card out of the HLR behind the program's back: it will refuse whatever is asked of it."""
    import sqlite3
    with sqlite3.connect(program.data / "hlr" / "hlr.db", timeout=10) as hlr:
        hlr.execute("DELETE FROM subscriber WHERE imsi = ?", (imsi(number),))


