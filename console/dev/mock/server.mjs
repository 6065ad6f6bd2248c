// A development tool: answers the console's questions with invented people, so that pages can be built and their
// loading, empty and error states tested without the C++ program. Never part of an installation.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { routes } from './routes.mjs';
import { makeState } from './state.mjs';
import { sendFile } from './files.mjs';

// `scenario` steers the states a test wants to see: {slowMs, fail: {"GET /api/v1/orders": 503}, empty, dead, setup}.
export async function startMock({ port = 0, dist = null, scenario = {} } = {}) {
  const state = makeState(scenario);
  const server = createServer((request, response) => void answer(state, dist, request, response));
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  const close = () => {
    state.listeners.forEach((one) => one.end());
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, state, scenario, close };
}

async function answer(state, dist, request, response) {
  const url = new URL(request.url, 'http://mock');
  response.setHeader('x-request-id', randomUUID());
  if (!url.pathname.startsWith('/api/') && !url.pathname.startsWith('/tmf-api/')) return sendFile(dist, url.pathname, response);
  if (state.scenario.dead) return void request.socket.destroy();
  const body = await readBody(request);
  const asked = `${request.method} ${url.pathname}`;
  state.asked.push({ asked, search: url.search, body, key: request.headers['idempotency-key'] ?? '' });
  const slow = Object.entries(state.scenario.slow ?? {}).find(([pattern]) => new RegExp(`^${pattern}$`).test(asked));
  await new Promise((rest) => setTimeout(rest, slow ? slow[1] : (state.scenario.slowMs ?? 0)));
  const failing = Object.entries(state.scenario.fail ?? {}).find(([pattern]) => new RegExp(`^${pattern}$`).test(asked));
  if (failing) return problem(response, failing[1], failing[1] === 503 ? 'too_busy' : 'internal_error', 'Asked to fail.');
  dispatch(state, { method: request.method, url, body, headers: request.headers }, response);
}

function dispatch(state, request, response) {
  for (const [method, pattern, open, handle] of routes) {
    const match = method === request.method ? pattern.exec(request.url.pathname) : null;
    if (!match) continue;
    const user = userOf(state, request);
    if (!open && !user) return problem(response, 401, 'not_signed_in', 'Sign in first.');
    const reply = handle({ state, request, user, response, id: match[1] ? decodeURIComponent(match[1]) : '' });
    if (reply) send(response, reply);
    return;
  }
  problem(response, 404, 'route_unknown', 'There is nothing at this address.');
}

const userOf = (state, request) => {
  const token = /__Host-abonent=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  return token ? (state.sessions.get(token) ?? null) : null;
};

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function send(response, { status = 200, body, total, headers = {} }) {
  if (status >= 400) return problem(response, status, body.code, body.message);
  if (total !== undefined) {
    response.setHeader('x-total-count', total);
    response.setHeader('x-result-count', body.length);
  }
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function problem(response, status, code, message) {
  const body = { code, reason: message, message, status: String(status), referenceError: '', requestId: response.getHeader('x-request-id') };
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(JSON.stringify(body));
}
