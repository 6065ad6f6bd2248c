// The desks of the console and who may sit at them.
import type { IconName } from '../components/Icon.svelte';
import { may } from '../lib/session.svelte';
import { t } from '../words/words.svelte';

export interface Room {
  id: 'care' | 'sales' | 'analytics';
  path: string;
  icon: IconName;
  letter: string;
  right: string;
  title: string;
}

const all = [
  { id: 'care', path: '/', icon: 'care', letter: 'c', right: 'subscriber_find' },
  { id: 'sales', path: '/sales', icon: 'sales', letter: 's', right: 'order_write' },
  { id: 'analytics', path: '/analytics', icon: 'analytics', letter: 'a', right: 'analytics_read' },
] as const;

export function rooms(): Room[] {
  return all.filter((room) => may(room.right)).map((room) => ({ ...room, title: t().rooms[room.id] }));
}

export function roomOf(path: string): Room['id'] {
  if (path.startsWith('/sales')) return 'sales';
  return path.startsWith('/analytics') ? 'analytics' : 'care';
}
