// Business figures of the invented operator: half a year of history that began small and grew.

const definitions = {
  arpu: ['EUR', 'Average revenue per user: service revenue divided by the average base, which is half the sum of the opening and the closing base of the period. Service revenue is recognised charges net of tax, discounts and credits, without top-ups and equipment.'],
  base: ['lines', 'Lines switched on and not yet disconnected at the end of the period, suspended ones included.'],
  churn: ['percent', 'Lines disconnected in the period, for whatever reason, divided by the average base. A change of tariff is no disconnection.'],
};
const begun = Date.UTC(2025, 9, 1);
const noise = (n) => Math.sin(n * 12.9898) * 0.5 + Math.sin(n * 4.1414) * 0.5;

function figure(metric, at, by, group) {
  const day = Math.floor((at - begun) / 86_400_000);
  const place = groups.indexOf(group);
  const share = [1, 0.45, 0.4, 0.15][place + 1];
  if (metric === 'base') return Math.round((1480 + day * 1.4 + noise(day) * 9) * share);
  const perDay = by === 'month' ? 30 : 1;
  if (metric === 'arpu') return (0.39 + day * 0.00012 + noise(day) * 0.012) * perDay * [1, 0.6, 1.35, 1.8][place + 1];
  return Math.max(0.01, (0.062 + noise(day + 3) * 0.018 - day * 0.00005) * perDay * [1, 1.5, 0.7, 0.4][place + 1]);
}

export const groups = ['prepaid_voice', 'postpaid_bundle', 'fixed_internet'];

export function series(query, now) {
  const metric = query.get('metric');
  const by = query.get('by') === 'day' ? 'day' : 'month';
  const group = query.get('group') || 'all';
  const [unit, definition] = definitions[metric];
  const wanted = group === 'each' ? ['all', ...groups] : [group];
  return { metric, definition, unit, by, series: wanted.map((one) => ({ group: one, points: pointsOf(query, metric, by, one, now) })) };
}

function pointsOf(query, metric, by, group, now) {
  const points = [];
  const at = new Date(`${query.get('from')}T00:00:00Z`);
  const end = Math.min(Date.parse(`${query.get('to')}T00:00:00Z`), now);
  while (at.getTime() < end) {
    if (at.getTime() >= begun) {
      const value = figure(metric, at.getTime(), by, group);
      points.push({ at: at.toISOString().slice(0, 10), value: value.toFixed(metric === 'base' ? 0 : 4), numerator: '1', denominator: '1' });
    }
    if (by === 'day') at.setUTCDate(at.getUTCDate() + 1);
    else at.setUTCMonth(at.getUTCMonth() + 1);
  }
  return points;
}

export function summary(now) {
  const today = new Date(now);
  const month = (back) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 10);
  const figures = (group) =>
    Object.keys(definitions).map((metric) => {
      const value = figure(metric, now, 'month', group);
      const before = figure(metric, now - 30 * 86_400_000, 'month', group);
      return {
        metric, unit: definitions[metric][0], value: value.toFixed(metric === 'base' ? 0 : 2), before: before.toFixed(metric === 'base' ? 0 : 2),
        changePercent: ((value / before - 1) * 100).toFixed(1),
      };
    });
  return {
    asOf: today.toISOString(), timeZone: 'Europe/Warsaw', period: { from: month(0), to: today.toISOString().slice(0, 10) },
    comparedWith: { from: month(1), to: month(0) }, figures: figures('all'), groups: groups.map((group) => ({ group, figures: figures(group) })),
  };
}
