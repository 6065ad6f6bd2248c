// Selling a line and looking after orders that stopped.
import assert from 'node:assert/strict';
import { withLuhn } from '../../console/dev/mock/people.mjs';
import { desk, until } from './invented.mjs';

const card = (ending) => {
  for (let body = 897010123456789000n; ; body += 1n) {
    const digits = withLuhn(String(body));
    if (digits.endsWith(ending)) return digits;
  }
};

async function sell(page, iccid) {
  await page.getByText('New person').click();
  await page.getByLabel('Given name').fill('Jan');
  await page.getByLabel('Family name').fill('Kowalczyk');
  await page.getByText('Easy Talk').first().click();
  await page.getByText(/^\+48/).first().click();
  await page.getByLabel('SIM card (ICCID)').fill(iccid);
  await page.getByRole('button', { name: 'Activate' }).click();
}

desk('a line is sold to a new person and followed until it is on', { at: '/sales/new', scenario: { orderStepMs: 150 } }, async ({ page, asked }) => {
  await sell(page, card('3'));
  await page.getByText('The line is on.').waitFor();
  await page.getByRole('link', { name: 'Open the card' }).waitFor();
  const [order] = asked(/POST .*orders$/);
  assert.ok(order.key);
  assert.deepEqual(order.body.customer, { givenName: 'Jan', familyName: 'Kowalczyk', language: 'en' });
  assert.equal(order.body.kind, 'activate_subscriber');
});

desk('nothing is ordered while something is missing, and a mistyped card is noticed', { at: '/sales/new' }, async ({ page, asked }) => {
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('Something is missing').waitFor();
  await page.getByText('Choose an offer.').waitFor();
  const good = card('3');
  await page.getByLabel('SIM card (ICCID)').fill(good.slice(0, -1) + ((Number(good.at(-1)) + 1) % 10));
  await page.getByText('A digit is wrong').waitFor();
  assert.equal(asked(/POST .*orders/).length, 0);
});

desk('a card can be taken from stock', { at: '/sales/new' }, async ({ page }) => {
  await page.getByRole('button', { name: 'From stock' }).click();
  await until(async () => /^8970\s1055\s55/.test(await page.getByLabel('SIM card (ICCID)').inputValue()));
  assert.equal(await page.getByText('A digit is wrong').count(), 0);
});

desk('a fixed line asks for a login instead of a card', { at: '/sales/new' }, async ({ page, asked }) => {
  await page.getByText('New person').click();
  await page.getByLabel('Given name').fill('Jan');
  await page.getByLabel('Family name').fill('Kowalczyk');
  await page.getByText('Home Fiber 300').first().click();
  assert.equal(await page.getByLabel('SIM card (ICCID)').count(), 0);
  await page.getByLabel('Login').fill('jan.k');
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByRole('heading', { level: 1, name: 'New line' }).waitFor();
  assert.equal(asked(/POST .*orders$/)[0].body.login, 'jan.k');
});

desk('another line for a known customer is found by name, without entering the person again', { at: '/sales/new' }, async ({ page, asked }) => {
  await page.getByLabel('Find the customer').fill('Ковальская');
  await page.getByRole('list', { name: 'Search results' }).getByRole('button').first().click();
  await page.getByText('Family 30').first().click();
  await page.getByLabel('SIM card (ICCID)').fill(card('5'));
  await page.getByRole('button', { name: 'Activate' }).click();
  await until(() => asked(/POST .*orders$/).length === 1);
  const { body } = asked(/POST .*orders$/)[0];
  assert.equal(body.customerId, '1001');
  assert.equal(body.msisdn, undefined); // any free number: the server chooses
});

desk('an order that stopped is parked, retried and ends well', { at: '/sales/new', scenario: { orderStepMs: 150 } }, async ({ page }) => {
  await sell(page, card('7'));
  await page.getByText('waits for a person').waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('dialog').getByText('asked of the network again').waitFor();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('The line is on.').waitFor();
});

desk('releasing a parked order shows what is given back before it happens', { at: '/sales?state=held' }, async ({ page, asked }) => {
  await until(async () => (await page.getByRole('button', { name: 'Release' }).count()) === 2);
  await page.getByRole('button', { name: 'Release' }).first().click();
  await page.getByRole('dialog').getByText('are given back').waitFor();
  assert.equal(asked(/release/).length, 0);
  await page.getByRole('button', { name: 'Release order' }).click();
  await until(async () => (await page.getByRole('button', { name: 'Release' }).count()) === 1);
});

desk('orders are filtered by state, and columns and density are remembered', { at: '/sales' }, async ({ page }) => {
  await page.getByText('2 orders are parked').waitFor();
  await page.getByLabel('State').selectOption('held');
  await until(async () => (await page.getByRole('row').count()) === 3);
  await page.getByText('Columns').click();
  await page.getByLabel('By', { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Compact rows' }).click();
  await page.reload();
  await page.getByRole('row').first().waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'By' }).count(), 0);
  assert.ok(await page.locator('table.compact').count());
});
