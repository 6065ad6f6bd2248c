// What stands on the timeline in the language of the page. An entry says what happened by a stable word and its facts; one
// of a word we do not know keeps the sentence the server wrote. What a person wrote stays as it was written.
import { day, money, moneyTo } from '../lib/formats';
import { reasonText } from '../lib/order_states';
import type { Amount, TimelineEntry } from '../lib/shapes';
import { t } from '../words/words.svelte';

export interface Said {
  title: string;
  note: string;
}

type Facts = Record<string, string>;
type Say = (facts: Facts, note: string, offering: (code: string) => string) => Said;

const amount = (facts: Facts, name: string): Amount => ({ value: facts[name] ?? '0', unit: facts.unit ?? '' });
const word = (words: Record<string, string>, code: string | undefined): string => words[code ?? ''] ?? code ?? '';
const days = ({ from, to, days, of }: Facts): string => (!from || !to ? '' : t().happened.period(day(from), day(to)) + (days && of ? t().happened.partOf(days, of) : ''));
const feeName = (facts: Facts, offering: (code: string) => string): string =>
  facts.offering ? `${offering(facts.offering)}, ${t().happened.fees[facts.kind ?? ''] ?? facts.label ?? ''}` : (facts.label ?? '');

const sayings: Record<string, Say> = {
  order_accepted: (facts, _, offering) => ({ title: word(t().happened.ordered, facts.order), note: offering(facts.offering ?? '') }),
  order_completed: (facts, note) => ({ title: word(t().happened.done, facts.order), note: t().happened.why[note] ?? reasonText(note) }),
  order_held: (facts) => ({ title: t().happened.held, note: reasonText(facts.reason ?? '') }),
  order_failed: (facts) => ({ title: t().happened.failed, note: reasonText(facts.reason ?? '') }),
  order_cancelled: (facts) => ({ title: t().happened.cancelled, note: reasonText(facts.reason ?? '') }),
  topped_up: (facts) => ({ title: t().happened.toppedUp(money(amount(facts, 'amount'))), note: t().happened.balance(moneyTo(amount(facts, 'balance'), 2)) }),
  paid: (facts) => ({ title: t().happened.paid(money(amount(facts, 'amount'))), note: '' }),
  fee_charged: (facts, _, offering) => ({ title: t().happened.charged(feeName(facts, offering), money(amount(facts, 'amount'))), note: days(facts) }),
  fee_credited: (facts, _, offering) => ({ title: t().happened.credited(feeName(facts, offering), money(amount(facts, 'amount'))), note: days(facts) }),
  complaint_opened: (_, note) => ({ title: t().happened.complaintOpened, note }),
  complaint_closed: (_, note) => ({ title: t().happened.complaintClosed, note }),
  contact: (facts, note) => ({ title: t().happened.contact[facts.direction === 'outbound' ? 'outbound' : 'inbound'](word(t().interaction.reasons, facts.reason)), note }),
  survey_sent: (facts) => ({ title: t().happened.surveySent, note: facts.question ?? '' }),
  survey_answered: (facts, note) => ({ title: t().happened.surveyAnswered(facts.score ?? ''), note }),
};

export function sayEntry(entry: TimelineEntry, offering: (code: string) => string): Said {
  const say = entry.what ? sayings[entry.what] : undefined;
  return say ? say(entry.facts ?? {}, entry.note, offering) : { title: entry.title, note: entry.note };
}

// Who did it: people by their name, what nobody did by nothing, the program's own by what they are.
export const sayWho = (by: string): string => (by === 'system' ? '' : (t().happened.doers[by] ?? by));
