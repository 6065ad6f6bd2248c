// The state of an order as a chip, and which states still move by themselves.
import { t } from '../words/words.svelte';
import type { Tone } from './shapes';

const tones: Record<string, Tone> = {
  acknowledged: 'accent',
  in_progress: 'accent',
  releasing: 'accent',
  completed: 'good',
  held: 'bad',
  failed: 'bad',
  cancelled: 'neutral',
};

export const orderStates = ['acknowledged', 'in_progress', 'held', 'releasing', 'completed', 'failed', 'cancelled'] as const;

export function orderState(state: string): { tone: Tone; text: string } {
  return { tone: tones[state] ?? 'neutral', text: (t().orderStates as Record<string, string>)[state] ?? state };
}

// Why an order stopped: a stable word of the server, in ours where we have one.
export function reasonText(reason: string): string {
  return (t().orders.reasons as Record<string, string>)[reason] ?? reason.replaceAll('_', ' ');
}

export const isMoving = (state: string): boolean => ['acknowledged', 'in_progress', 'releasing'].includes(state);
// Parked: it stopped before it was done and waits for a person.
export const isParked = (state: string): boolean => state === 'held';
