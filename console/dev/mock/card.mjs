// The card of an invented person, put together the way care does it.

const money = (cents) => ({ value: (cents / 100).toFixed(2), unit: 'EUR' });

export function cardOf(state, person, line) {
  const empty = state.scenario.empty;
  const timeline = empty ? [] : person.timeline;
  const nextFee = line.offering.monthlyFee;
  const owed = person.owed ? { unbilled: money(person.owed[0]), due: money(person.owed[1]), overdue: money(person.owed[2]) } : null;
  return {
    '@type': 'SubscriberCard',
    subscriberId: line.subscriberId,
    customerId: person.customerId,
    person: {
      name: person.name, language: person.language, since: line.activatedAt.slice(0, 10), segment: person.segment,
      contract: person.contract, document: person.document, email: person.email,
    },
    line: {
      kind: line.kind, state: line.state, msisdn: line.msisdn, imsi: line.imsi, iccid: line.iccid, activatedAt: line.activatedAt,
      offering: { code: line.offering.code, name: line.offering.name, version: line.offering.version }, tariffGroup: line.offering.tariffGroup,
    },
    otherLines: person.lines
      .filter((other) => other !== line)
      .map((other) => ({ subscriberId: other.subscriberId, msisdn: other.msisdn, state: other.state, offering: other.offering.name })),
    chips: [{ tone: line.state === 'active' ? 'good' : 'warn', text: line.state, code: line.state }, ...chips(person, owed)],
    pays: owed ? 'postpaid' : 'prepaid',
    balance: money(person.balance),
    owed,
    nextFee: nextFee ? { amount: nextFee, on: firstOfNextMonth() } : null,
    usage: empty ? [] : state.usage.get(line.subscriberId).slice(0, 10),
    orders: empty ? [] : state.orders
      .filter((order) => order.customerId === person.customerId)
      .map((order) => ({ orderId: order.orderId, at: order.at, state: order.state, what: `New line, ${order.offering}`, note: order.note })),
    timeline: timeline.slice(0, 30),
    timelineNext: timeline.length > 30 ? '30' : null,
    consents: [
      { purpose: 'service_notice', channel: 'sms', given: true },
      { purpose: 'offer', channel: 'sms', given: Number(person.customerId) % 2 === 1 },
      { purpose: 'survey', channel: 'phone', given: true },
    ],
    mayContact: mayContact(person),
    complaints: person.complaints,
  };
}

function chips(person, owed) {
  const list = [];
  if (person.complaints.length) list.push({ tone: 'bad', text: 'Complaint open', code: 'open_complaint' });
  if (person.owed?.[2]) list.push({ tone: 'bad', text: 'Overdue', code: 'overdue' });
  if (!owed && person.balance < 0) list.push({ tone: 'bad', text: 'In debt', code: 'in_debt' });
  return list;
}

function mayContact(person) {
  const complaint = person.complaints.length ? ['open_complaint'] : [];
  const consent = Number(person.customerId) % 2 === 1 ? [] : ['no_consent'];
  const answer = (reasons) => ({ may: reasons.length === 0, reasons });
  return { offer: answer([...complaint, ...consent]), survey: answer(complaint), serviceNotice: answer([]), dunning: answer(complaint) };
}

function firstOfNextMonth() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1, 1)).toISOString().slice(0, 10);
}
