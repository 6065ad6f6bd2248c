"""Random tariffs that remember, one catalogue file a line, with cases whose charges a model of its own has worked out: what
catalog/README.md says of allowances, counters and limits, in exact fractions. Usage: random_memory.py SEED COUNT"""
import json
import math
import random
import sys
from datetime import datetime, timedelta, timezone
from fractions import Fraction as F
from zoneinfo import ZoneInfo

ZONES = ["Etc/UTC", "Europe/Warsaw", "America/St_Johns", "Pacific/Auckland"]


def rounded(value):  # half up to four decimals
    scaled = value * 10_000
    return F(math.floor(scaled + F(1, 2)), 10_000)


def text(value):
    return f"{float(value):.6f}"


class Line:
    """What one line has used, and what more costs."""

    def __init__(self, tariff, zone, first):
        self.t, self.zone, self.used, self.began, self.spent, self.count = tariff, zone, {}, {}, {}, {}
        self.first = self.cycle(first)

    def cycle(self, at):
        local = at.astimezone(self.zone)
        return local.year * 12 + local.month - 1

    def held(self, at, service):
        """(key, allowance, what is left) in the order of use."""
        out, cycle = [], self.cycle(at)
        for i, a in enumerate(self.t["allowances"]):
            if a["service"] != service:
                continue
            if "days_from_first_use" in a:
                began = self.began.get(i, at)
                ends = began + timedelta(days=a["days_from_first_use"])
                if at < ends:
                    out.append((a.get("priority", 0), ends, len(out), (i, None), a))
                continue
            rollover = a.get("rollover_cycles", 0)
            for of in range(max(cycle - rollover, self.first), cycle + 1):
                last = of + rollover + 1
                out.append((a.get("priority", 0), datetime(last // 12, last % 12 + 1, 1, tzinfo=timezone.utc), len(out), (of, i), a))
        return [(key if key[1] is not None else ("pass", key[0]), a) for _, _, _, key, a in sorted(out, key=lambda it: it[:3])]

    def take(self, key, a, most, at):
        """Takes out of one allowance; how much it gave."""
        amount = F(a["money"]) if "money" in a else a["amount"]
        given = max(0, min(most, amount - self.used.get(key, 0)))
        if given > 0:
            self.used[key] = self.used.get(key, 0) + given
            if key[0] == "pass":
                self.began.setdefault(key[1], at)
        return given

    def use(self, at, service, quantity):
        left, covered, cycle = quantity, 0, self.cycle(at)
        held = self.held(at, service)
        for key, a in held:
            if "amount" in a and left > 0:
                increment = a.get("increment", 1)
                given = self.take(key, a, -(-left // increment) * increment, at)
                covered += min(given, left)
                left -= min(given, left)
        if left == 0:
            return F(0)
        if service == "voice":
            p = self.t["voice"]
            cost = -(-left // p["increment"]) * p["increment"] * F(p["price"]) / p["per"]
            charge = rounded(cost + (F(p["connect_fee"]) if covered == 0 else 0))
        else:
            before = self.count.get(cycle, 0)
            self.count[cycle] = before + left
            charge = rounded(self.total(before + left)) - rounded(self.total(before))
        if self.t["most"] is not None:
            charge = min(charge, max(F(0), self.t["most"] - self.spent.get(cycle, F(0))))
        for key, a in held:
            if "money" in a and charge > 0:
                charge -= self.take(key, a, charge, at)
        self.spent[cycle] = self.spent.get(cycle, F(0)) + charge
        return charge

    def total(self, count):
        """What that many messages cost from the first on."""
        if count == 0:
            return F(0)
        tiers, begin, cost = self.t["tiers"], 0, F(0)
        if self.t["rule"] == "volume":
            tier = next(each for each in tiers if each["up_to"] is None or count <= each["up_to"])
            return F(tier["flat"]) + -(-count // tier["block"]) * tier["block"] * F(tier["price"])
        for tier in tiers:
            if begin and count <= begin:
                break
            end = count if tier["up_to"] is None else min(count, tier["up_to"])
            cost += F(tier["flat"]) + -(-(end - begin) // tier["block"]) * tier["block"] * F(tier["price"])
            begin = end
        return cost


def random_tariff(r):
    amount = lambda most, digits=3: f"{r.randint(0, most * 10 ** digits) / 10 ** digits:.{digits}f}"
    allowances = []
    for i in range(r.randint(0, 4)):
        a = {"code": f"a{i}", "service": r.choice(["voice", "voice", "sms"]), "priority": r.choice([0, 0, 1, 2])}
        if r.random() < .3:
            a["money"] = amount(5, 2)
        else:
            a["amount"] = r.randint(1, 300)
            a["increment"] = r.choice([1, 1, 7, 60])
        if r.random() < .3:
            a["days_from_first_use"] = r.randint(1, 40)
        elif r.random() < .5:
            a["rollover_cycles"] = 1
        allowances.append(a)
    tiers, end = [], 0
    for _ in range(r.randint(0, 3)):
        end += r.randint(1, 40)
        tiers.append({"up_to": end})
    tiers.append({"up_to": None})
    for tier in tiers:
        tier.update(price=amount(1), flat=amount(2, 2) if r.random() < .4 else "0", block=r.choice([1, 1, 3, 10]))
    return {"allowances": allowances, "tiers": tiers, "rule": r.choice(["graduated", "graduated", "volume"]),
            "voice": {"price": amount(2), "per": r.choice([1, 7, 60]), "increment": r.choice([1, 6, 60]), "connect_fee": amount(1, 2)},
            "most": F(r.randint(1, 400)) if r.random() < .4 else None}


def random_case(r, tariff, number):
    zone, at = r.choice(ZONES), datetime(2026, 1, 30, 22, tzinfo=timezone.utc) + timedelta(minutes=r.randrange(4_000))
    line, usages, charges = Line(tariff, ZoneInfo(zone), at), [], []
    for _ in range(r.randint(1, 12)):
        service, quantity = r.choice(["voice", "sms"]), r.choice([0, r.randint(1, 60), r.randint(1, 400)])
        usages.append({"service": service, "start": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "quantity": quantity, "to": "48600100200", "zone": zone})
        charges.append(text(line.use(at, service, quantity)))
        at += timedelta(seconds=r.choice([r.randrange(3_600), r.randrange(30 * 86_400)]))
    return {"name": f"case {number}", "usages": usages, "charges": charges}


def main():
    r = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        t = random_tariff(r)
        tiers = [{key: value for key, value in tier.items() if value is not None} for tier in t["tiers"]]
        tariff = {"code": "random", "version": 1, "name": "Random", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "rounding": {"decimals": 4, "mode": "half_up"},
                  "counters": [{"code": "messages"}], "allowances": t["allowances"],
                  "usage": [{"service": "voice", "destinations": [{"code": "any", "label": "Any", "prefixes": ["*"], "prices": [
                      {"price": t["voice"]["price"], "per": t["voice"]["per"], "increments": str(t["voice"]["increment"]), "connect_fee": t["voice"]["connect_fee"]}]}]},
                            {"service": "sms", "destinations": [{"code": "any", "label": "Any", "prefixes": ["*"], "prices": [
                                {"counter": "messages", "tier_rule": t["rule"], "tiers": tiers}]}]}],
                  "cases": [random_case(r, t, n) for n in range(5)]}
        if t["most"] is not None:
            tariff["cycle_maximum"] = text(t["most"])
        print(json.dumps({"tariff": tariff}))


main()
