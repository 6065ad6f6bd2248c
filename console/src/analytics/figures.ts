// The figures page in plain functions: which period is asked for, the one before it, and values on its steps.
import type { Series } from '../lib/shapes';

export type By = 'day' | 'month';
export interface Period {
  from: string;
  to: string; // not included
}

export const together = 'all';
export const eachGroup = 'each';

const text = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

// The last `count` days or months, the running one included.
export function lastPeriod(by: By, count: number, now: Date): Period {
  const end =
    by === 'day'
      ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
      : new Date(now.getFullYear(), now.getMonth() + 1, 1);
  return { from: text(back(end, by, count)), to: text(end) };
}

// As many days or months, right before.
export function periodBefore(period: Period, by: By, count: number): Period {
  return { from: text(back(start(period), by, count)), to: period.from };
}

function start(period: Period): Date {
  const [year, month, day] = period.from.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, day);
}

function back(from: Date, by: By, count: number): Date {
  return by === 'day'
    ? new Date(from.getFullYear(), from.getMonth(), from.getDate() - count)
    : new Date(from.getFullYear(), from.getMonth() - count, 1);
}

// Every day or month of the period, so that a gap in the figures is a gap on the page.
export function steps(period: Period, by: By): string[] {
  const out: string[] = [];
  for (let step = 0; ; step += 1) {
    const at = text(back(start(period), by, -step));
    if (at >= period.to) return out;
    out.push(at);
  }
}

// The values of one group on these steps; nothing where the server has none.
export function valuesOn(series: Series | undefined, group: string, at: string[]): (number | null)[] {
  const points = series?.series.find((one) => one.group === group)?.points ?? [];
  const byStep = new Map(points.map((point) => [point.at.slice(0, 10), point.value]));
  return at.map((step) => {
    const value = byStep.get(step);
    return value === null || value === undefined ? null : Number(value); // for drawing only: sums stay on the server
  });
}

export const hasValues = (values: (number | null)[]): boolean => values.some((value) => value !== null);

export interface Newest {
  at: number;
  value: number;
}

export function newest(values: (number | null)[]): Newest | null {
  for (let at = values.length - 1; at >= 0; at -= 1) {
    const value = values[at];
    if (value !== null && value !== undefined) return { at, value };
  }
  return null;
}
