// Hints from the server: "something about customer X changed". A hint carries no fact, so a lost one costs nothing but
// time; after a gap everything on the page is asked again.
import type { Hint } from './shapes';

export type LiveState = 'connecting' | 'live' | 'offline';

let state = $state<LiveState>('connecting');
let since = $state.raw<Date | null>(null);
let source: EventSource | null = null;
let watched = ''; // the customer whose card is open: usage moves a balance all the time and is told to its watchers alone
let retry: ReturnType<typeof setTimeout> | undefined;
let pause = 1000;

export const live = {
  get state() {
    return state;
  },
  get since() {
    return since;
  },
};

export interface Heard {
  hints: (hints: Hint[]) => void;
  backAgain: () => void;
  refused: () => void; // the session may be over: ask
}

let heard: Heard | null = null;
let waiting: Hint[] = [];
let flush: ReturnType<typeof setTimeout> | undefined;

// Hints come in bursts (one order touches the card five times): gather them for a moment, then refetch once.
const gatherMs = 250;

export function listen(to: Heard): () => void {
  heard = to;
  connect();
  window.addEventListener('offline', lost);
  window.addEventListener('online', connect);
  return () => {
    window.removeEventListener('offline', lost);
    window.removeEventListener('online', connect);
    clearTimeout(retry);
    clearTimeout(flush);
    flush = undefined; // left standing, it would keep whoever listens next from hearing anything
    waiting = [];
    source?.close();
    source = null;
    heard = null;
    watched = '';
    state = 'connecting';
    since = null;
  };
}

// What the page shows. The connection is made anew for it; what is missed in between is read by the page that opens.
export function watch(customer: string): void {
  if (customer === watched) return;
  watched = customer;
  if (source) connect();
}

function connect(): void {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(watched ? `/api/v1/hints?watch=${encodeURIComponent(watched)}` : '/api/v1/hints');
  source.onopen = opened;
  source.onerror = lost;
  source.addEventListener('missed', () => heard?.backAgain()); // we read too slowly and lost some
  source.addEventListener('hint', (event) => take((event as MessageEvent<string>).data));
}

function opened(): void {
  const gap = state === 'offline';
  state = 'live';
  since = null;
  pause = 1000;
  if (gap) heard?.backAgain();
}

function lost(): void {
  if (state !== 'offline') since = new Date();
  state = 'offline';
  if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  clearTimeout(retry);
  heard?.refused();
  retry = setTimeout(connect, pause); // refused outright (restart, full queue): the browser gives up, we do not
  pause = Math.min(pause * 2, 30_000);
}

function take(text: string): void {
  try {
    waiting.push(JSON.parse(text) as Hint);
  } catch {
    return;
  }
  flush ??= setTimeout(() => {
    const hints = waiting;
    waiting = [];
    flush = undefined;
    heard?.hints(hints);
  }, gatherMs);
}
