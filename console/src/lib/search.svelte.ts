// Asking for anyone by anything: from three characters, once typing rests, the older question dropped.
import { ask } from './http';
import type { Found } from './shapes';

export const fewest = 3;
export const restMs = 200;

export interface Answer {
  results: Found[];
  total: number;
}

export const enough = (text: string): boolean => text.trim().length >= fewest;

// The order on the screen is the order of the arrow keys.
export const exactFirst = (found: Found[]): Found[] => [
  ...found.filter((one) => one.certainty === 'exact'),
  ...found.filter((one) => one.certainty !== 'exact'),
];

export const searchQuery = (text: string) => ({
  queryKey: ['search', text],
  enabled: enough(text),
  // The signal is aborted when the next question replaces this one.
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Answer> =>
    (await ask('POST', '/api/v1/search', { body: { query: text, limit: 12 }, signal })).json(),
  staleTime: 5_000,
  gcTime: 30_000,
});

// The value once it has rested. Emptying the box needs no rest.
export function debounced(read: () => string): { readonly value: string } {
  let value = $state(read());
  $effect(() => {
    const next = read();
    const timer = setTimeout(() => (value = next), enough(next) ? restMs : 0);
    return () => clearTimeout(timer);
  });
  return {
    get value() {
      return value;
    },
  };
}
