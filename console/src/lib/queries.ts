// Every question a page asks, with its cache key, and what a hint makes us ask again.
import { QueryClient } from '@tanstack/svelte-query';
import { Problem, read, readPage } from './http';
import type { Card, Explanation, FreeNumber, Hint, Offering, Order, Series, Summary, TimelinePage, Usage } from './shapes';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (times, problem) => times < 2 && problem instanceof Problem && problem.passing && problem.status !== 429,
      retryDelay: (times) => 400 * 2 ** times,
      networkMode: 'always', // the server may be on this very machine: navigator.onLine knows nothing of it
    },
  },
});

const id = encodeURIComponent;
const customerOf = new Map<string, string>(); // subscriber -> customer, learned from cards: hints name customers

export const cardQuery = (subscriber: string) => ({
  queryKey: ['subscriber', subscriber, 'card'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const card = await read<Card>(`/api/v1/subscribers/${id(subscriber)}/card`, signal);
    customerOf.set(subscriber, card.customerId);
    return card;
  },
});

export const timelinePage = (subscriber: string, before: string) =>
  read<TimelinePage>(`/api/v1/subscribers/${id(subscriber)}/timeline?before=${id(before)}&limit=30`);

export const usagePageSize = 20;
export const usageQuery = (subscriber: string, page: number) => ({
  queryKey: ['subscriber', subscriber, 'usage', page],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    readPage<Usage>(
      `/api/v1/subscribers/${id(subscriber)}/usage?offset=${page * usagePageSize}&limit=${usagePageSize}`,
      signal,
    ),
});

export const explanationQuery = (usage: string) => ({
  queryKey: ['explanation', usage],
  queryFn: ({ signal }: { signal: AbortSignal }) => read<Explanation>(`/api/v1/usage/${id(usage)}/explanation`, signal),
  staleTime: Infinity,
});

export const ordersPageSize = 25;
export const ordersQuery = (state: string, page: number) => ({
  queryKey: ['orders', state, page],
  queryFn: ({ signal }: { signal: AbortSignal }) => {
    const filter = state ? `state=${id(state)}&` : '';
    return readPage<Order>(`/api/v1/orders?${filter}offset=${page * ordersPageSize}&limit=${ordersPageSize}`, signal);
  },
});

export const orderQuery = (order: string) => ({
  queryKey: ['orders', 'one', order],
  queryFn: ({ signal }: { signal: AbortSignal }) => read<Order>(`/api/v1/orders/${id(order)}`, signal),
});

export const offeringsQuery = () => ({
  queryKey: ['offerings'],
  queryFn: ({ signal }: { signal: AbortSignal }) => read<Offering[]>('/api/v1/offerings', signal),
  staleTime: 300_000,
});

export const numbersPageSize = 14;
export const freeNumbersQuery = (page: number) => ({
  queryKey: ['numbers', 'free', page],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    readPage<FreeNumber>(`/api/v1/numbers?state=free&offset=${page * numbersPageSize}&limit=${numbersPageSize}`, signal),
});

export interface SeriesAsked {
  metric: string;
  by: 'day' | 'month';
  from: string;
  to: string;
  group: string;
}
export const seriesAddress = (asked: SeriesAsked): string => `/api/v1/analytics/series?${new URLSearchParams({ ...asked })}`;

export const summaryQuery = () => ({
  queryKey: ['series', 'summary'],
  queryFn: ({ signal }: { signal: AbortSignal }) => read<Summary>('/api/v1/analytics/summary', signal),
});

export const seriesQuery = (asked: SeriesAsked) => ({
  queryKey: ['series', asked],
  queryFn: ({ signal }: { signal: AbortSignal }) => read<Series>(seriesAddress(asked), signal),
});

// Asked again: everything about the customers named, the orders, and the figures (no more often than they move).
const figuresEveryMs = 5000;
let figuresAsked = 0;

export function askAgain(hints: Hint[]): void {
  const customers = new Set(hints.map((hint) => hint.customerId));
  void client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'subscriber' && customers.has(customerOf.get(String(queryKey[1])) ?? ''),
  });
  if (hints.some((hint) => /order|subscriber|line|activat/.test(hint.what))) {
    void client.invalidateQueries({ queryKey: ['orders'] });
  }
  if (Date.now() - figuresAsked >= figuresEveryMs) {
    figuresAsked = Date.now();
    void client.invalidateQueries({ queryKey: ['series'] });
  }
}

export function askEverythingAgain(): void {
  void client.invalidateQueries();
}

export function forgetEverything(): void {
  client.clear();
  customerOf.clear();
}
