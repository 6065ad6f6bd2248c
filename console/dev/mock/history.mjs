// What happened to the invented people: timelines, usage and why it cost that.
import { pick, random, whole } from './people.mjs';

const uuid = (number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
let entries = 1;

export function entry(at, kind, title, note = '', channel = 'system', tone = 'neutral', by = 'system') {
  return { entryId: uuid(entries++), at: new Date(at).toISOString(), kind, title, note, channel, tone, by, reference: '' };
}

const hour = 3_600_000;
const kinds = [
  () => ['payment', `Top-up €${whole(1, 4) * 5}.00, bank card`, `Payment P-${whole(10000, 99999)}`, 'app', 'good'],
  () => ['interaction', 'Call to care, question about a bill', `Waited ${whole(5, 90)} s`, 'phone', 'accent', 'Marta Nowak'],
  () => ['fee', 'Monthly fee of Family 30, €19.90', 'Charged in full', 'system', 'neutral'],
  () => ['campaign', 'Offer “Data +10” not sent: no consent for offers by SMS', 'Contact policy, no_consent', 'sms', 'neutral'],
  () => ['network', 'Line was out of reach for 18 minutes', 'Outage in the north of the city', 'system', 'bad'],
  () => ['order', 'SIM card replaced, old card switched off', `Order ${whole(1000, 9999)}`, 'shop', 'good', 'Shop Market Square 3'],
];

export function makeTimeline(person, now) {
  const list = [];
  let at = now - 20 * 60_000;
  for (let index = 0; index < 75; index += 1) {
    const [kind, title, note, channel, tone, by] = pick(kinds)();
    list.push(entry(at, kind, title, note, channel, tone, by ?? 'system'));
    at -= hour * (1 + random() * (index < 4 ? 12 : 90));
  }
  list.push(entry(Date.parse(person.lines[0].activatedAt), 'order', 'Line switched on', person.lines[0].offering.name, 'shop', 'good', 'Shop Market Square 3'));
  return list;
}

const places = [['Poland', '48'], ['Germany', '49'], ['Russia', '7'], ['United Kingdom', '44'], ['on-net', '48']];
export function makeUsage(line, now) {
  const list = [];
  let at = now - 7 * 60_000;
  for (let index = 0; index < 57; index += 1) {
    const service = pick(['voice', 'voice', 'sms', 'data']);
    const [destination, code] = pick(places);
    const seconds = whole(3, 1900);
    const quantity = { voice: seconds, sms: 1, data: whole(20_000, 940_000_000) }[service];
    const micros = { voice: Math.ceil(seconds / 60) * 45_000 + 30_000, sms: 60_000, data: Math.ceil(quantity / 1e6) * 3_150 }[service];
    list.push({
      usageId: `${line.subscriberId}-u${index}`,
      at: new Date(at).toISOString(),
      service,
      otherParty: service === 'data' ? '' : `${code}${whole(500_000_000, 799_999_999)}`,
      destination: service === 'data' ? 'Home network' : destination,
      quantity: String(quantity),
      unit: { voice: 'second', sms: 'message', data: 'byte' }[service],
      charge: { value: (micros / 1e6).toFixed(4).replace(/0{1,2}$/, ''), unit: 'EUR' },
      tariff: `${line.offering.code} v${line.offering.version}`,
    });
    at -= hour * random() * 14;
  }
  return list;
}

export function explain(usage, line) {
  const minutes = Math.ceil(Number(usage.quantity) / 60);
  const steps = usage.service === 'voice'
    ? [
        { title: 'Where it went', detail: `Number prefix +${usage.otherParty.slice(0, 2)} is ${usage.destination}.` },
        { title: 'When', detail: 'A work day before 18:00: the day band applies.' },
        { title: 'Connection fee', detail: 'Once a call.', amount: { value: '0.03', unit: 'EUR' } },
        {
          title: 'Time',
          detail: `${usage.quantity} s are ${minutes} started minutes; €0.045 each.`,
          amount: { value: (minutes * 0.045).toFixed(3), unit: 'EUR' },
        },
      ]
    : [{ title: 'Units', detail: 'Started units by the price of the tariff.', amount: usage.charge }];
  return {
    usageId: usage.usageId,
    charge: usage.charge,
    steps: [...steps, { title: 'Rounding', detail: 'None: charges keep four decimals, the bill rounds once.' }],
    raw: { source: 'msc-1', record: `r-${usage.usageId}`, start: usage.at, quantity: usage.quantity, cause: 'normal' },
    tariff: { code: line.offering.code, version: line.offering.version },
  };
}
