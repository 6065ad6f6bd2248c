// The state of a line as a chip.
import { t } from '../words/words.svelte';
import type { Tone } from './shapes';

const tones: Record<string, Tone> = { active: 'good', suspended: 'warn', pending_active: 'accent', terminated: 'neutral' };

export function lineState(state: string): { tone: Tone; text: string } {
  return { tone: tones[state] ?? 'neutral', text: (t().lineStates as Record<string, string>)[state] ?? state };
}
