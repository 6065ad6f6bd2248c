// Figures over time: drawn, readable as a table, and savable.
import assert from 'node:assert/strict';
import { hint } from '../../console/dev/mock/state.mjs';
import { desk, until } from './invented.mjs';

desk('ARPU, base and churn stand with their definitions, the period before and a sentence for screen readers', { at: '/analytics' }, async ({ page, mock }) => {
  await until(async () => (await page.locator('canvas').count()) === 3);
  for (const title of ['ARPU', 'Base', 'Churn']) await page.getByRole('img', { name: new RegExp(`^${title} over time, now`) }).waitFor();
  await page.getByText('Average revenue per user').waitFor();
  await page.getByText('The period before').first().waitFor();
  const csv = await page.getByRole('link', { name: 'Save as CSV' }).first().getAttribute('href');
  assert.match(new URL(csv, mock.url).search, /metric=arpu&by=month&.*format=csv/);
});

desk('the table has every value the chart draws', { at: '/analytics' }, async ({ page }) => {
  const base = page.getByRole('region', { name: 'Base' });
  await base.first().getByRole('button', { name: 'Show as a table' }).click();
  await until(async () => (await base.first().getByRole('row').count()) === 7);
  assert.match(await base.first().innerText(), /This period\s+Period before/);
});

desk('days, a longer period and each tariff group are asked of the server', { at: '/analytics' }, async ({ page, asked }) => {
  await page.getByText('Days', { exact: true }).click();
  await page.getByLabel('Period').selectOption('90');
  await page.getByLabel('Tariff group').selectOption('each');
  await until(() => asked(/series/).some((one) => /metric=churn&by=day.*group=each/.test(one.search) || /group=each/.test(one.search)));
  const last = new URLSearchParams(asked(/series/).at(-1).search);
  assert.equal(last.get('by'), 'day');
  assert.equal((Date.parse(last.get('to')) - Date.parse(last.get('from'))) / 86_400_000, 90);
});

desk('figures are asked again when the operator moves', { at: '/analytics' }, async ({ page, mock, asked }) => {
  await until(async () => (await page.locator('canvas').count()) === 3);
  await page.getByText('Live', { exact: true }).waitFor();
  const before = asked(/summary/).length;
  hint(mock.state, '1001', 'order');
  await until(() => asked(/summary/).length > before);
});
