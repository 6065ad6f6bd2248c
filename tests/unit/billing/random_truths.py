"""Random tariffs, usage and what it must cost, by a model of rating of its own: exact fractions, one unit of time after the
other, written from docs/api/truth-cases.md and not from the program. Usage: random_truths.py SEED COUNT"""
import json
import math
import random
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction as F
from zoneinfo import ZoneInfo

ZONES = ["Etc/UTC", "Europe/Warsaw", "Europe/Moscow", "America/St_Johns", "Australia/Lord_Howe"]
EDGES = ["2026-03-28T23:30", "2026-10-25T00:20", "2026-04-04T14:40", "2026-12-31T22:55", "2028-02-28T23:50", "2026-02-28T22:00"]


def rounded(value, decimals, method):
    scaled = value * 10 ** decimals
    below = math.floor(abs(scaled))
    rest = abs(scaled) - below
    if rest and (method == "up" or (method == "half_up" and rest >= F(1, 2)) or
                 (method == "half_even" and (rest > F(1, 2) or (rest == F(1, 2) and below % 2)))):
        below += 1
    return F(below if scaled >= 0 else -below, 10 ** decimals)


def text_of(value):  # a fraction that has few decimals
    whole = value * 10 ** 12
    assert whole.denominator == 1, value
    return format((Decimal(whole.numerator) / Decimal(10 ** 12)).normalize(), "f")


class Number(float):
    """A number whose JSON is the decimal text it was made of."""
    def __new__(cls, value):
        self = super().__new__(cls, float(value))
        self.exact = F(value)
        return self

    def __repr__(self):
        return text_of(self.exact)


def plain(value):
    """The tree with every fraction as a number of exact text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return Number(value) if isinstance(value, F) else value


def dump(value):
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(key) + ":" + dump(each) for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(dump(each) for each in value) + "]"
    return repr(value) if isinstance(value, Number) else json.dumps(value)


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def some(self, least, most, decimals=0):
        return F(self.r.randint(int(least * 10 ** decimals), int(most * 10 ** decimals)), 10 ** decimals)

    def often(self, many=2):
        return self.r.randrange(many) == 0

    # --- increments ------------------------------------------------------------------------------------------------

    def slots(self):
        out, start = [], 0
        while True:
            increment = self.r.choice([1, 1, 6, 10, 30, 60])
            out.append({"connect_fee": self.some(0, 1, 2) if self.often() else F(0), "rate": self.some(0, 2, self.r.choice([1, 2, 4, 6])),
                        "rate_unit": self.r.choice([1, 7, 10, 30, 60]), "rate_increment": increment, "group_interval_start": start})
            start += self.r.randint(1, 90)
            if len(out) == 3 or not self.often():
                return out

    def calendar(self):
        out = {"weekdays": sorted(self.r.sample(range(1, 8), self.r.randint(1, 7))), "time_from": "00:00:00"}
        if self.often():
            out["time_from"] = f"{self.r.randint(0, 23):02}:{self.r.choice([0, 30, 59]):02}:00"
        if self.often(5):
            del out["weekdays"]
            if self.often():
                out["month_day"] = self.r.choice([[1, 1], [2, 29], [12, 31], [3, 29], [10, 25]])
            else:
                out["date"] = self.r.choice(["2026-03-29", "2026-10-25", "2028-02-29", "2027-01-01"])
        return out

    def increments(self):
        bindings = []
        for _ in range(self.r.randint(1, 5)):
            binding = {"destination_prefixes": self.r.sample(["*any", "48", "481", "4", "+4", "voicemail"], self.r.randint(1, 4)), "rate_slots": self.slots(),
                       "calendar": {"weekdays": [1, 2, 3, 4, 5, 6, 7], "time_from": "00:00:00"} if self.often() else self.calendar(),
                       "weight": self.r.choice([10, 10, 20]), "rounding_method": self.r.choice(["up", "down", "middle", "half_even"]),
                       "rounding_decimals": self.r.randint(0, 6)}
            if self.often(4):
                binding.update(max_cost=self.some(1, 30, 1), max_cost_strategy=self.r.choice(["free_after", "disconnect"]))
            bindings.append(binding)
        tariff = {"model": "increments", "bindings": bindings}
        if self.often():
            tariff["increment_precision_decimals"] = self.r.choice([4, 5, 6, 7, 9])
        edge = datetime.fromisoformat(self.r.choice(EDGES) + ":00+00:00")
        start = edge + timedelta(seconds=self.r.randint(-40_000, 40_000))
        usage = {"start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "quantity": self.r.choice([0, self.r.randint(1, 300), self.r.randint(1, 300), self.r.randint(1, 6_000)]), "unit": "s",
                 "destination": self.r.choice(["48123", "481", "4", "+48", "voicemail", "7495", "nobody"]), "zone": self.r.choice(ZONES)}
        if self.often(6):
            usage["connect_fee_already_charged"] = True
        return tariff, usage, self.cost_of_increments(tariff, usage, start)

    @staticmethod
    def holds(calendar, local):
        day = local.date()
        if "month_day" in calendar or "date" in calendar:
            today = calendar.get("month_day") == [day.month, day.day] or calendar.get("date") == day.isoformat()
        else:
            today = day.isoweekday() in calendar["weekdays"]
        return today and local.strftime("%H:%M:%S") >= calendar["time_from"]

    def cost_of_increments(self, tariff, usage, start):
        if usage["quantity"] == 0:
            return {"charge": F(0)}
        to, longest = usage["destination"], None
        dialled = all(c in "0123456789+*#" for c in to)
        for binding in tariff["bindings"]:
            for prefix in binding["destination_prefixes"]:
                fits = prefix == "*any" or prefix == to or (dialled and to.startswith(prefix))
                if fits and (longest is None or len(prefix.replace("*any", "")) > len(longest.replace("*any", ""))):
                    longest = prefix
        candidates = [b for b in tariff["bindings"] if longest in b["destination_prefixes"]]
        if not candidates:
            return {"charge": None, "error": "no destination"}
        zone, done, total, finest, capped = ZoneInfo(usage["zone"]), 0, F(0), None, None
        while done < usage["quantity"]:
            local = (start + timedelta(seconds=done)).astimezone(zone)
            active = [b for b in candidates if self.holds(b["calendar"], local)]
            if not active:
                return {"charge": None, "error": "no price then"}
            best = max(active, key=lambda b: (b["weight"], b["calendar"]["time_from"], -candidates.index(b)))
            before = total
            if done == 0 and not usage.get("connect_fee_already_charged"):
                total += best["rate_slots"][0]["connect_fee"]
            slot = [s for s in best["rate_slots"] if s["group_interval_start"] <= done][-1]
            price = slot["rate"] * slot["rate_increment"] / slot["rate_unit"]
            if "increment_precision_decimals" in tariff:
                price = rounded(price, tariff["increment_precision_decimals"], "half_up")
            total += price
            done += slot["rate_increment"]
            if best.get("max_cost_strategy") == "free_after":
                total = max(before, min(total, best["max_cost"]))
            if finest is None or best["rounding_decimals"] > finest["rounding_decimals"]:
                finest = best
        method = {"middle": "half_up"}.get(finest["rounding_method"], finest["rounding_method"])
        return {"charge": rounded(total, finest["rounding_decimals"], method)}

    # --- totals ----------------------------------------------------------------------------------------------------

    def tiers(self, percent):
        out, end = [], F(0)
        for _ in range(self.r.randint(0, 4)):
            end += self.some(1, 20, self.r.choice([0, 0, 1])) or 1
            out.append({"up_to": end})
        out.append({"up_to": None})
        for tier in out:
            tier["rate_percent" if percent else "unit"] = self.some(0, 9, self.r.choice([0, 2, 4]))
            tier["flat"] = self.some(0, 20, 1) if self.often() else F(0)
        return out

    def total_cost(self, tariff, total, fresh_is_free=True):
        """What a total costs from the beginning of the period."""
        model = tariff["model"]
        if total == 0 and fresh_is_free:
            return F(0)
        if model == "package":
            over = max(F(0), total - tariff["free_units"])
            return math.ceil(over / tariff["package_size"]) * tariff["package_price"]
        if model == "per_unit":
            return total * tariff["unit_price"]
        tiers = tariff["tiers"]
        if model == "tiered_blocks":
            pieces, left, cost = [], total, F(0)
            for i, tier in enumerate(tiers):
                room = tier["block_size"] * tier["max_blocks"]
                last = i == len(tiers) - 1
                pieces.append((left if last else min(left, room), tier))
                left -= pieces[-1][0]
                if left == 0:
                    break
            if tariff["policy"] == "TOP_TIER":
                return math.ceil(total / pieces[-1][1]["block_size"]) * pieces[-1][1]["price"]
            return sum((math.ceil(units / tier["block_size"]) * tier["price"] for units, tier in pieces), cost)
        price = lambda tier: tier["rate_percent"] / 100 if "rate_percent" in tier else tier["unit"]
        if model.startswith("tiered_volume"):
            tier = next(t for t in tiers if t["up_to"] is None or total <= t["up_to"])
            return tier["flat"] + total * price(tier)
        cost, begin = F(0), F(0)
        for i, tier in enumerate(tiers):
            if i and total <= begin:
                break
            end = total if tier["up_to"] is None else min(total, tier["up_to"])
            cost += tier["flat"] + (end - begin) * price(tier)
            begin = end
        return cost

    def totals(self):
        model = self.r.choice(["tiered_graduated", "tiered_volume", "tiered_graduated_percentage", "tiered_blocks", "package", "per_unit"])
        tariff = {"model": model}
        if model.startswith("tiered_blocks"):
            tariff["policy"] = self.r.choice(["ALL_TIERS", "TOP_TIER"])
            tariff["tiers"] = [{"block_size": self.some(1, 20), "max_blocks": self.r.randint(1, 5), "price": self.some(0, 5, 2)} for _ in range(self.r.randint(1, 4))]
        elif model == "package":
            tariff.update(package_size=self.some(1, 20), package_price=self.some(0, 50, 2), free_units=self.some(0, 30) if self.often() else F(0))
        elif model == "per_unit":
            tariff["unit_price"] = self.some(0, 9, self.r.choice([0, 3, 8]))
        else:
            tariff["tiers"] = self.tiers(model.endswith("percentage"))
        usage = {"quantity": self.some(0, 80, self.r.choice([0, 0, 0, 1, 2])), "unit": "unit"}
        before = self.some(0, 40) if self.often() else F(0)
        cost = lambda total: rounded(self.total_cost(tariff, total), 6, "half_up")
        billed = cost(before)
        if before:
            usage["quantity_already_billed_in_period"] = before
        if self.often(4):
            tariff["maximum_charge"] = self.some(1, 200)
            billed = min(billed, tariff["maximum_charge"])
        if self.often(4):
            tariff["minimum_charge"] = self.some(0, min(200, tariff.get("maximum_charge", 200)))
        if self.often(4):
            billed = usage["amount_already_billed_in_period"] = self.some(0, 100, 1)
        charge = cost(before + usage["quantity"]) - cost(before)
        if "maximum_charge" in tariff and usage["quantity"]:
            charge = min(charge, max(F(0), tariff["maximum_charge"] - billed))
        due = F(0)
        if before + usage["quantity"] == 0 and "tiers" in tariff and model != "tiered_blocks":
            due = tariff["tiers"][0]["flat"]
        if "minimum_charge" in tariff:
            due = max(due, tariff["minimum_charge"] - billed - charge)
        if "maximum_charge" in tariff:
            due = min(due, max(F(0), tariff["maximum_charge"] - billed - charge))
        return tariff, usage, {"charge": charge + due}

    def shares(self):
        tariff = {"model": "percentage", "rate_percent": self.some(0, 9, 3), "fixed_fee_per_event": self.some(0, 3, 2) if self.often() else F(0),
                  "free_events": self.r.choice([None, 0, 1, 2, 5]), "free_amount": self.some(0, 300) if self.often() else None,
                  "min_per_event": self.some(0, 2, 2) if self.often(3) else None, "max_per_event": self.some(2, 15, 2) if self.often(3) else None}
        events = [self.some(0, 400, 2) for _ in range(self.r.randint(0, 6))]
        charge, seen, free_events, free_amount = F(0), F(0), tariff["free_events"] or 0, tariff["free_amount"] or F(0)
        for i, amount in enumerate(events):
            eligible = i < free_events if free_events else free_amount > 0
            room = max(F(0), free_amount - seen) if free_amount else amount
            free = min(amount, room) if eligible else F(0)
            seen += amount
            if eligible and free == amount:
                continue
            cost = (amount - free) * tariff["rate_percent"] / 100 + tariff["fixed_fee_per_event"]
            if tariff["max_per_event"] is not None:
                cost = min(cost, tariff["max_per_event"])
            if tariff["min_per_event"] is not None:
                cost = max(cost, tariff["min_per_event"])
            charge += rounded(cost, 6, "half_up")
        return tariff, {"events": events, "unit": "money"}, {"charge": charge}

    def months(self):
        start = date(2019, 1, 1) + timedelta(days=self.r.randrange(800))
        last = start + timedelta(days=self.r.randrange(500))
        price, charge, day = self.some(0, 50, 2), F(0), start
        while day <= last:
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            length = (following - date(day.year, day.month, 1)).days
            used = (min(following, last + timedelta(days=1)) - day).days
            charge += rounded(price * used / length, 6, "half_up")
            day = min(following, last + timedelta(days=1))
        return {"model": "recurring_monthly", "price": price}, {"from": start.isoformat(), "to_inclusive": last.isoformat()}, {"charge": charge}

    # --- allowances ------------------------------------------------------------------------------------------------

    def allowances(self):
        owners = ["plan:P", "plan:P", "service:A", "service:B"]
        allowances = []
        for i in range(self.r.randint(0, 4)):
            owner = self.r.choice(owners)
            each = {"id": f"{owner}/{i}", "owner": owner, "usage_types": ["call"] if self.often() else ["call", "gr"],
                    "eligible_rates": self.r.sample(["R1", "R2", "R3"], self.r.randint(1, 3)), "shared_by_account": self.often()}
            each["amount_money" if self.often(4) else "amount_units"] = self.some(0, 60, self.r.choice([0, 1]))
            if self.often(4):
                each["valid_cycles"] = self.r.randint(1, 2)
            allowances.append(each)
        used, events, charges, day = {}, [], [], date(2026, 1, 20)
        for n in range(self.r.randint(1, 7)):
            day += timedelta(days=self.r.randrange(12))
            event = {"n": n, "account": 7, "subscriber": self.r.choice([71, 72]), "usage_type": self.r.choice(["call", "gr"]), "rate": self.r.choice(["R1", "R2", "R3"]),
                     "volume": self.some(0, 70, self.r.choice([0, 1])), "plan": self.r.choice(["P", "Q"]), "at": day.isoformat() + " 00:30:00+02:00", "services": [], "price_tiers": []}
            for name in self.r.sample(["A", "B", "B"], self.r.randint(0, 3)):
                event["services"].append({"name": name, "from": self.r.choice(["2026-01-01", "2026-02-03"]), "to": self.r.choice(["2026-02-20", "2027-01-01"]),
                                          "quantity": self.r.randint(1, 2)})
            end = 0
            for _ in range(self.r.randint(0, 2)):
                event["price_tiers"].append({"from": end, "to": end + self.r.randint(1, 20), "interval": self.r.choice([1, 1, 10]), "price": self.some(0, 1, 3)})
                end = event["price_tiers"][-1]["to"]
            event["price_tiers"].append({"from": end, "to": None, "interval": self.r.choice([1, 1, 10]), "price": self.some(0, 1, 3)})
            events.append(event)
            charges.append(self.cost_of_event(event, allowances, used, day))
        return {"model": "allowances_then_tiers", "allowances": allowances}, {"events": events}, {"charges": charges}

    @staticmethod
    def held(event, allowances, day):
        """(index, how many of it) in the order of use."""
        out = [(i, 1) for i, a in enumerate(allowances) if a["owner"] == "plan:" + event["plan"]]
        for name in dict.fromkeys(s["name"] for s in event["services"]):
            for i, a in enumerate(allowances):
                if a["owner"] != "service:" + name:
                    continue
                times = 0
                for s in event["services"]:
                    begun = date.fromisoformat(s["from"])
                    cycle = (day.year - begun.year) * 12 + day.month - begun.month
                    if s["name"] == name and begun <= day < date.fromisoformat(s["to"]) and cycle < a.get("valid_cycles", 99):
                        times += s["quantity"]
                if times:
                    out.append((i, times))
        return out

    def cost_of_event(self, event, allowances, used, day):
        left, held = event["volume"], []
        for i, times in self.held(event, allowances, day):
            a = allowances[i]
            if event["rate"] in a["eligible_rates"] and event["usage_type"] in a["usage_types"]:
                key = (i, "all" if a["shared_by_account"] else event["subscriber"], day.year, day.month)
                held.append((key, a, times))
        for key, a, times in held:
            if "amount_units" in a:
                take = min(left, max(F(0), a["amount_units"] * times - used.get(key, 0)))
                used[key] = used.get(key, 0) + take
                left -= take
        cost, begin = F(0), F(0)
        for tier in event["price_tiers"]:
            units = max(F(0), left - begin) if tier["to"] is None else max(F(0), min(left, tier["to"]) - begin)
            cost += math.ceil(units / tier["interval"]) * tier["price"]
            begin = tier["to"]
        cost = rounded(cost, 6, "half_up")
        for key, a, times in held:
            if "amount_money" in a:
                take = min(cost, max(F(0), a["amount_money"] * times - used.get(key, 0)))
                used[key] = used.get(key, 0) + take
                cost -= take
        return cost


def main():
    maker, cases = Maker(int(sys.argv[1])), []
    kinds = [maker.increments, maker.increments, maker.totals, maker.totals, maker.shares, maker.months, maker.allowances, maker.allowances]
    for number in range(int(sys.argv[2])):
        tariff, usage, expected = kinds[number % len(kinds)]()
        cases.append(plain({"id": str(number), "tariff": tariff, "usage": usage, "expected": expected}))
    print('{"format":"abonent-rating-cases/1","cases":[\n' + ",\n".join(map(dump, cases)) + "\n]}")


main()
