// The only place that fetches. Every failure becomes a Problem with the server's code and request id, so that a page
// can say what failed and the desk can quote it.

export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly requestId: string,
  ) {
    super(message);
  }
  // Whether asking again may help: the network, a full queue, a broken server; never a plain "no".
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface Asked {
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
  // A 401 here is an answer, not the end of a session: sign-in itself.
  signingIn?: boolean;
}

let whenSignedOut: () => void = () => {};
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

export async function ask(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (asked.body !== undefined) headers['content-type'] = 'application/json';
  if (asked.idempotencyKey) headers['idempotency-key'] = asked.idempotencyKey;
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      signal: asked.signal,
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (failure) {
    if (asked.signal?.aborted) throw failure;
    throw new Problem('unreachable', '', 0, '');
  }
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (answer.status === 401 && !asked.signingIn) whenSignedOut();
  throw problem;
}

async function problemOf(answer: Response): Promise<Problem> {
  const fromHeader = answer.headers.get('x-request-id') ?? '';
  try {
    const body = await answer.json();
    const said = body.message || body.reason || '';
    return new Problem(String(body.code ?? answer.status), said, answer.status, body.requestId || fromHeader);
  } catch {
    return new Problem(String(answer.status), '', answer.status, fromHeader); // a proxy's page, or nothing at all
  }
}

export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask('GET', path, { signal })).json();
}

export async function write<T>(path: string, body: unknown, idempotencyKey?: string): Promise<T> {
  const answer = await ask('POST', path, { body, idempotencyKey });
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as T;
}

export interface Page<T> {
  items: T[];
  total: number;
}

// A list of the API: an array, and its full length in a header.
export async function readPage<T>(path: string, signal?: AbortSignal): Promise<Page<T>> {
  const answer = await ask('GET', path, { signal });
  const items: T[] = await answer.json();
  const total = Number(answer.headers.get('x-total-count') ?? items.length);
  return { items, total };
}
