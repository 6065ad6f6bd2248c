// Orders of the invented operator. A card whose number ends in 7 is unknown to the network, so its order parks.
import { randomUUID } from 'node:crypto';
import { offerings, pick, whole, withLuhn } from './people.mjs';

const plan = [['switch_on', 'Switch on'], ['give_number', 'Give number']];
const stepsIn = (state) =>
  plan.map(([action], index) => ({
    step: index + 1,
    action,
    undoes: false,
    state: state === 'completed' ? 'done' : index > 0 ? 'waiting' : state === 'held' ? 'parked' : 'under_way',
    tries: state === 'held' ? 5 : 1,
    reason: state === 'held' && index === 0 ? 'card_unknown' : '',
  }));

export function makeOrders(people, now) {
  return people.slice(0, 14).map((person, index) => {
    const state = index === 2 || index === 6 ? 'held' : index === 4 ? 'cancelled' : 'completed';
    const line = person.lines[0];
    return {
      orderId: `0193${String(index).padStart(4, '0')}-0000-7000-8000-00000000000${index % 10}`,
      kind: 'activate_subscriber', state, note: state === 'held' ? 'card_unknown' : '',
      customerId: person.customerId, subscriberId: line.subscriberId, offering: line.offering.code,
      msisdn: line.msisdn, iccid: line.iccid, at: new Date(now - index * 5.3 * 3_600_000 - 60_000).toISOString(),
      by: pick(['marta', 'shop.arbat', 'ed.li']), errands: stepsIn(state),
    };
  });
}

export function newOrder(body, by) {
  const offering = offerings.find((one) => one.code === body.offering);
  return {
    orderId: randomUUID(), kind: body.kind, state: 'acknowledged', note: '', customerId: body.customerId ?? '1099',
    subscriberId: '5010', offering: offering.code, msisdn: body.msisdn ?? '48795001999', iccid: body.iccid ?? null,
    login: body.login ?? null, at: new Date().toISOString(), by: by, errands: stepsIn('in_progress'),
  };
}

// Moves one step: accepted, in progress, then done or parked.
export function advance(order) {
  if (order.state === 'acknowledged') order.state = 'in_progress';
  else if (order.state === 'in_progress') order.state = order.iccid?.endsWith('7') && !order.retried ? 'held' : 'completed';
  else return false;
  order.note = order.state === 'held' ? 'card_unknown' : '';
  order.errands = stepsIn(order.state);
  return true;
}

export const freeNumbers = Array.from({ length: 24 }, (_, index) => ({ msisdn: String(48795002100 + index * 3 + whole(0, 2)), state: 'free' }));

export const stockedCards = Array.from({ length: 20 }, (_, index) => ({ iccid: withLuhn(`897010555500000${String(100 + index)}`), state: 'available' }));
