// A business figure in the unit it has: money, a share, or a count; and how it moved.
import { money, number, percent } from '../lib/formats';
import type { SummaryFigure } from '../lib/shapes';
import { t } from '../words/words.svelte';

export function sayFigure(value: number, unit: string): string {
  if (unit === 'percent') return percent(value / 100, 2);
  if (/^[A-Z]{3}$/.test(unit)) return money({ value: value.toFixed(2), unit });
  return number(Math.round(value * 10) / 10, 1);
}

const signed = (change: number, text: string): string => (change > 0 ? `+${text}` : text);

// `+2.4 %` against the same days of the month before; of a share, the difference in its own points.
export function sayChange(figure: SummaryFigure): string {
  if (figure.value === null || figure.before === null) return '';
  if (figure.unit === 'percent') {
    const points = Number(figure.value) - Number(figure.before);
    return signed(points, `${number(points.toFixed(2), 2)}\u00a0${t().units.points}`);
  }
  if (figure.changePercent === null) return '';
  return signed(Number(figure.changePercent), percent(Number(figure.changePercent) / 100));
}
