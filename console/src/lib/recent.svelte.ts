// Who was looked at in this session, newest first. In memory only: a shared desk computer must not remember people.

import { untrack } from 'svelte';

export interface Seen {
  subscriberId: string;
  name: string;
  msisdn: string;
  state: string;
  offering: string;
  at: Date;
}

let seen = $state.raw<Seen[]>([]);

export const recent = (): Seen[] => seen;

// Called from effects: what it reads must not call it again.
export function remember(one: Omit<Seen, 'at'>): void {
  const others = untrack(() => seen).filter((other) => other.subscriberId !== one.subscriberId);
  seen = [{ ...one, at: new Date() }, ...others].slice(0, 12);
}

export function forgetRecent(): void {
  seen = [];
}
