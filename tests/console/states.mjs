// Loading, empty, error, stale and offline: the states every list and panel has.
import assert from 'node:assert/strict';
import { hint } from '../../console/dev/mock/state.mjs';
import { anna, desk, michail, signIn, until } from './invented.mjs';

const at = `/subscribers/${anna.subscriber}`;

desk('a quick answer shows no skeleton, a slow one shows the shape of what is coming', { scenario: { slow: { 'GET .*/card': 1200 } } }, async ({ page, mock }) => {
  await page.goto(mock.url + at);
  const skeleton = page.locator('.skeleton').first();
  await skeleton.waitFor({ state: 'attached' });
  assert.equal(await skeleton.evaluate((one) => getComputedStyle(one).animationDelay), '0.15s');
  await until(() => skeleton.evaluate((one) => getComputedStyle(one).visibility === 'visible').catch(() => false));
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  assert.equal(await page.locator('.skeleton').count(), 0);
});

desk('an error says what failed, under which request, and can be tried again', { at: '/sales', scenario: { fail: { 'GET /api/v1/orders': 500 } } }, async ({ page, mock }) => {
  await page.getByText('Orders could not be read').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /Request [0-9a-f-]{36}/);
  mock.scenario.fail = {};
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table').waitFor();
});

desk('an id nobody has is said so, without a retry loop', { at: '/subscribers/999999' }, async ({ page, asked }) => {
  await page.getByText('There is nothing with this id.').waitFor();
  assert.equal(asked(/card/).length, 1);
});

desk('each empty list says what would stand there', { at: `/subscribers/${michail.subscriber}`, scenario: { empty: true } }, async ({ page, mock }) => {
  await page.getByText('Nothing happened yet').waitFor();
  await page.getByRole('tab', { name: 'Usage' }).click();
  await page.getByText('No usage yet').waitFor();
  await page.getByRole('tab', { name: 'Orders' }).click();
  await page.getByRole('heading', { name: 'No orders' }).waitFor();
  await page.goto(`${mock.url}/sales`);
  await page.getByText('No orders yet').waitFor();
  await page.goto(`${mock.url}/analytics`);
  assert.ok(await until(async () => (await page.getByText('No figures yet').count()) === 3));
  await page.goto(`${mock.url}/sales/new`);
  await page.getByText('Nothing is on sale').waitFor();
});

desk('when asking again fails, the old card stays and says how old it is', { at }, async ({ page, mock }) => {
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  mock.scenario.fail = { 'GET .*/card': 500 };
  await page.getByLabel('Note').fill('x');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/As of \d\d:\d\d: could not be refreshed/).waitFor();
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  mock.scenario.fail = {};
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText(/could not be refreshed/).waitFor({ state: 'detached' });
});

desk('without a connection the page says since when, and catches up by itself', { at }, async ({ page, mock }) => {
  await page.getByText('Live', { exact: true }).waitFor();
  mock.scenario.dead = true;
  mock.state.listeners.forEach((one) => one.destroy());
  await page.getByText(/Offline since \d\d:\d\d/).waitFor();
  mock.state.people[0].balance = 77700;
  mock.scenario.dead = false;
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 15_000 });
  await page.getByText('€777.00').waitFor();
});

desk('whoever signs in after a sign-out amid hints hears hints again', { at }, async ({ page, mock }) => {
  await page.getByText('Live', { exact: true }).waitFor();
  const person = mock.state.people[0];
  const traffic = setInterval(() => hint(mock.state, person.customerId, 'timeline'), 50); // some hint always waits to be acted upon
  await page.getByRole('button', { name: /Marta Nowak/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  clearInterval(traffic);
  await signIn(page);
  await page.getByRole('combobox', { name: 'Search subscribers' }).fill(anna.msisdn);
  await page.getByRole('option').first().click();
  await page.getByText('€38.52').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  person.balance = 123456;
  hint(mock.state, person.customerId, 'balance');
  await page.getByText('€1,234.56').waitFor();
});
