// Everything the development server knows, made anew for each start.
import { entry, makeTimeline, makeUsage } from './history.mjs';
import { makeOrders } from './orders.mjs';
import { makePeople, offerings } from './people.mjs';

export const allRights = [
  'subscriber_find', 'interaction_write', 'order_write', 'stock_write', 'balance_write', 'usage_read', 'usage_write',
  'catalog_read', 'catalog_write', 'analytics_read', 'audit_read', 'user_admin',
];

export function makeState(scenario) {
  const now = Date.now();
  const people = makePeople();
  for (const person of people) person.timeline = makeTimeline(person, now);
  const anna = people[0]; // what the scenes of tests/console count on
  anna.balance = 3852;
  anna.lines[0].offering = offerings[1];
  anna.complaints.push({ complaintId: 'c-1', openedAt: new Date(now - 5 * 3_600_000).toISOString(), about: 'Charged for roaming she did not use' });
  anna.timeline.unshift(entry(now - 5 * 3_600_000, 'complaint', 'Complaint: charged for roaming she did not use', 'Offers and surveys are stopped', 'email', 'bad', 'Marta Nowak'));
  anna.timeline.sort((a, b) => (a.at < b.at ? 1 : -1));
  const usage = new Map(people.flatMap((person) => person.lines.map((line) => [line.subscriberId, makeUsage(line, now)])));
  return {
    scenario, people, usage, orders: makeOrders(people, now), sessions: new Map(), listeners: new Set(), answers: new Map(), asked: [],
    users: scenario.setup ? [] : [{ id: '1', name: 'marta', displayName: 'Marta Nowak', role: 'supervisor', password: 'correct horse battery', rights: scenario.rights ?? allRights }],
  };
}

export function hint(state, customerId, what) {
  for (const one of state.listeners) one.write(`event: hint\ndata: ${JSON.stringify({ customerId, what })}\n\n`);
}
