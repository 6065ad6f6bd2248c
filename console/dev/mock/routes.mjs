// The contract, route by route: [method, path, open to anybody, handler].
import { randomUUID } from 'node:crypto';
import { cardOf } from './card.mjs';
import { series, summary } from './figures.mjs';
import { entry, explain } from './history.mjs';
import { advance, freeNumbers, newOrder, stockedCards } from './orders.mjs';
import { offerings } from './people.mjs';
import { find } from './search.mjs';
import { allRights, hint } from './state.mjs';

const no = (status, code, message) => ({ status, body: { code, message } });
const shownUser = ({ password, ...user }) => ({ user });

function signedIn(state, user, status = 200) {
  const token = randomUUID();
  state.sessions.set(token, user);
  return { status, body: shownUser(user), headers: { 'set-cookie': `__Host-abonent=${token}; Path=/; Secure; HttpOnly; SameSite=Strict` } };
}

function holder(state, subscriberId) {
  for (const person of state.people) {
    const line = person.lines.find((one) => one.subscriberId === subscriberId);
    if (line) return { person, line };
  }
  return null;
}

// The same key again gets the same answer; with another body it is refused.
function once(context, effect) {
  const key = context.request.headers['idempotency-key'];
  if (!key) return no(400, 'idempotency_key_missing', 'This call needs an Idempotency-Key header.');
  const body = JSON.stringify(context.request.body);
  const earlier = context.state.answers.get(key);
  if (earlier) return earlier.body === body ? earlier.answer : no(409, 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
  const answer = effect();
  if (!answer.status || answer.status < 400) context.state.answers.set(key, { body, answer });
  return answer;
}

function happened(state, person, what, ...rest) {
  person.timeline.unshift(entry(Date.now(), ...rest));
  setTimeout(() => hint(state, person.customerId, what), 30);
}

function withLine(context, act) {
  const found = holder(context.state, context.id);
  return found ? act(found) : no(404, 'id_unknown', 'There is nothing with this id.');
}

function interaction(context) {
  return withLine(context, ({ person }) =>
    once(context, () => {
      const { channel, direction, note } = context.request.body;
      happened(context.state, person, 'timeline', 'interaction', direction === 'inbound' ? 'They contacted us' : 'We contacted them', note, channel, 'accent', context.user.displayName);
      return { status: 201, body: { interactionId: randomUUID() } };
    }),
  );
}

function topUp(context) {
  return withLine(context, ({ person }) =>
    once(context, () => {
      const { amount, channel } = context.request.body;
      person.balance += Math.round(Number(amount.value) * 100);
      happened(context.state, person, 'balance', 'payment', `Top-up €${amount.value}`, `Paid by ${channel}`, 'shop', 'good', context.user.displayName);
      return { status: 201, body: { topUpId: randomUUID(), balance: { value: (person.balance / 100).toFixed(2), unit: 'EUR' } } };
    }),
  );
}

function openComplaint(context) {
  return withLine(context, ({ person }) => {
    const complaint = { complaintId: randomUUID(), openedAt: new Date().toISOString(), about: context.request.body.about };
    person.complaints.push(complaint);
    happened(context.state, person, 'timeline', 'complaint', `Complaint: ${complaint.about}`, '', 'phone', 'bad', context.user.displayName);
    return { status: 201, body: { complaintId: complaint.complaintId } };
  });
}

function closeComplaint({ state, request, user, id }) {
  const person = state.people.find((one) => one.complaints.some((complaint) => complaint.complaintId === id));
  if (!person) return no(404, 'id_unknown', 'There is nothing with this id.');
  person.complaints = person.complaints.filter((complaint) => complaint.complaintId !== id);
  happened(state, person, 'timeline', 'complaint', 'Complaint closed', request.body.outcome, 'phone', 'good', user.displayName);
  return { body: {} };
}

function page(list, url) {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  return { body: list.slice(offset, offset + Number(url.searchParams.get('limit') ?? 20)), total: list.length };
}

function follow(state, order) {
  setTimeout(() => {
    if (!advance(order)) return;
    hint(state, order.customerId, 'order');
    follow(state, order);
  }, state.scenario.orderStepMs ?? 900);
}

function changeOrder(context) {
  const { subscriberId, kind } = context.request.body;
  const { person, line } = holder(context.state, subscriberId);
  setTimeout(() => {
    line.state = kind === 'suspend_subscriber' ? 'suspended' : 'active';
    hint(context.state, person.customerId, kind === 'suspend_subscriber' ? 'subscriber_suspended' : 'subscriber_resumed');
  }, context.state.scenario.orderStepMs ?? 900);
  return { status: 202, body: { orderId: randomUUID(), kind, state: 'acknowledged', note: '' } };
}

function order(context) {
  return once(context, () => {
    if (context.request.body.subscriberId) return changeOrder(context);
    const made = newOrder(context.request.body, context.user.displayName);
    context.state.orders.unshift(made);
    follow(context.state, made);
    return { status: 202, body: { ...made } };
  });
}

function unpark(context, act) {
  const found = context.state.orders.find((one) => one.orderId === context.id);
  if (found?.state !== 'held') return no(409, 'order_not_held', 'The order does not wait for anybody.');
  act(found);
  hint(context.state, found.customerId, 'order');
  return { status: 202, body: found };
}

function hints({ state, response }) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  state.listeners.add(response);
  response.on('close', () => state.listeners.delete(response));
}

export const routes = [
  ['GET', /^\/api\/v1\/setup$/, true, ({ state }) => ({ body: { needed: state.users.length === 0 } })],
  ['POST', /^\/api\/v1\/setup$/, true, ({ state, request }) => {
    const { token, name, displayName, password } = request.body;
    if (token !== 'first-token') return no(403, 'setup_link_wrong', 'The set-up link is not the newest one, or it is older than a day.');
    const user = { id: '1', name, displayName, role: 'admin', password, rights: allRights };
    state.users.push(user);
    return signedIn(state, user, 201);
  }],
  ['POST', /^\/api\/v1\/session$/, true, ({ state, request }) => {
    const user = state.users.find((one) => one.name === request.body.name && one.password === request.body.password);
    return user ? signedIn(state, user) : no(401, 'not_signed_in', 'The name or the password is not right.');
  }],
  ['GET', /^\/api\/v1\/session$/, true, ({ user }) => ({ body: user ? shownUser(user) : { user: null } })],
  ['DELETE', /^\/api\/v1\/session$/, false, ({ state }) => (state.sessions.clear(), { status: 204 })],
  ['POST', /^\/api\/v1\/search$/, false, ({ state, request }) => ({ body: find(state, request.body) })],
  ['GET', /^\/api\/v1\/subscribers\/([^/]+)\/card$/, false, (context) => withLine(context, ({ person, line }) => ({ body: cardOf(context.state, person, line) }))],
  ['GET', /^\/api\/v1\/subscribers\/([^/]+)\/timeline$/, false, (context) => withLine(context, ({ person }) => {
    const from = Number(context.request.url.searchParams.get('before'));
    return { body: { timeline: person.timeline.slice(from, from + 30), timelineNext: person.timeline.length > from + 30 ? String(from + 30) : null } };
  })],
  ['GET', /^\/api\/v1\/subscribers\/([^/]+)\/usage$/, false, (context) => page(context.state.scenario.empty ? [] : (context.state.usage.get(context.id) ?? []), context.request.url)],
  ['POST', /^\/api\/v1\/subscribers\/([^/]+)\/interactions$/, false, interaction],
  ['POST', /^\/api\/v1\/subscribers\/([^/]+)\/complaints$/, false, openComplaint],
  ['POST', /^\/api\/v1\/subscribers\/([^/]+)\/top-ups$/, false, topUp],
  ['POST', /^\/api\/v1\/complaints\/([^/]+)\/close$/, false, closeComplaint],
  ['GET', /^\/api\/v1\/usage\/([^/]+)\/explanation$/, false, ({ state, id }) => {
    const found = holder(state, id.split('-')[0]);
    return { body: explain(state.usage.get(found.line.subscriberId).find((one) => one.usageId === id), found.line) };
  }],
  ['GET', /^\/api\/v1\/orders$/, false, ({ state, request }) => {
    const wanted = request.url.searchParams.get('state');
    return page(state.scenario.empty ? [] : state.orders.filter((one) => !wanted || one.state === wanted), request.url);
  }],
  ['POST', /^\/api\/v1\/orders$/, false, order],
  ['GET', /^\/api\/v1\/orders\/([^/]+)$/, false, ({ state, id }) => {
    const found = state.orders.find((one) => one.orderId === id);
    return found ? { body: found } : no(404, 'order_unknown', 'There is no such order.');
  }],
  ['POST', /^\/api\/v1\/orders\/([^/]+)\/retry$/, false, (context) => unpark(context, (found) => {
    Object.assign(found, { state: 'in_progress', note: '', retried: true });
    follow(context.state, found);
  })],
  ['POST', /^\/api\/v1\/orders\/([^/]+)\/release$/, false, (context) => unpark(context, (found) => Object.assign(found, { state: 'cancelled' }))],
  ['GET', /^\/api\/v1\/numbers$/, false, ({ state, request }) => page(state.scenario.empty ? [] : freeNumbers, request.url)],
  ['GET', /^\/api\/v1\/sims$/, false, ({ request }) => page(stockedCards, request.url)],
  ['GET', /^\/api\/v1\/offerings$/, false, ({ state }) => ({ body: state.scenario.empty ? [] : offerings, total: offerings.length })],
  ['GET', /^\/api\/v1\/analytics\/series$/, false, ({ state, request }) => {
    const answer = series(request.url.searchParams, Date.now());
    if (state.scenario.empty) answer.series = answer.series.map((one) => ({ ...one, points: [] }));
    return { body: answer };
  }],
  ['GET', /^\/api\/v1\/analytics\/summary$/, false, ({ state }) => ({
    body: state.scenario.empty ? { ...summary(Date.now()), figures: [], groups: [] } : summary(Date.now()),
  })],
  ['GET', /^\/api\/v1\/hints$/, false, hints],
];
