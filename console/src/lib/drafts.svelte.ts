// What was typed and not yet sent, by subscriber. Lives in memory: it survives a re-render, another page and a new
// sign-in of the same person, and leaves nothing in the browser's storage.
import { Intention } from './idempotency';

export class InteractionDraft {
  channel = $state('phone');
  direction = $state<'inbound' | 'outbound'>('inbound');
  reason = $state('billing');
  note = $state('');
  readonly intention = new Intention();

  sent(): void {
    this.note = '';
    this.intention.done();
  }
}

const drafts = new Map<string, InteractionDraft>();

export function draftFor(subscriber: string): InteractionDraft {
  let draft = drafts.get(subscriber);
  if (!draft) drafts.set(subscriber, (draft = new InteractionDraft()));
  return draft;
}

export function forgetDrafts(): void {
  drafts.clear();
}

// Leaving the page would lose them: the browser asks first.
export function keepUnsent(event: BeforeUnloadEvent): void {
  if ([...drafts.values()].some((draft) => draft.note.trim() !== '')) event.preventDefault();
}
