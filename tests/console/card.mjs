// The subscriber card: reading it, and acting from it exactly once.
import assert from 'node:assert/strict';
import { hint } from '../../console/dev/mock/state.mjs';
import { anna, desk, michail, until } from './invented.mjs';

const at = `/subscribers/${anna.subscriber}`;
const text = async (locator) => (await locator.innerText()).replace(/[\u00a0\u202f]/g, ' ');

desk('the card says who it is, what is wrong, and what the balance covers', { at }, async ({ page }) => {
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  const signs = await page.getByRole('list', { name: 'State and warnings' }).innerText();
  assert.match(signs, /Active[\s\S]*Complaint open/);
  assert.equal(await text(page.getByRole('region', { name: 'Balance' }).locator('.figure')), '€38.52');
  assert.match(await text(page.getByRole('region', { name: 'Line and products' })), /\+7 916 555-01-07/);
  assert.match(await text(page.getByRole('region', { name: 'May we contact them now?' })), /An offer\s+No\s+a complaint is open/);
});

desk('who pays afterwards is not in debt for the month that runs, only for what is overdue', { at }, async ({ page, mock }) => {
  const anna = mock.state.people[0];
  const money = page.getByRole('region', { name: 'Account' });
  Object.assign(anna, { balance: -1250, owed: [1250, 0, 0] });
  await page.reload();
  assert.match(await text(money), /€12.50\s+Unbilled in [A-Z][a-z]+\s+Next fee/);
  assert.doesNotMatch(await page.getByRole('list', { name: 'State and warnings' }).innerText(), /debt|Overdue/i);
  Object.assign(anna, { balance: -9000, owed: [1250, 2000, 5750] });
  await page.reload();
  assert.match(await text(money), /€12.50[\s\S]*Due from last month\s+€20.00\s+Overdue\s+€57.50/);
  await page.getByRole('list', { name: 'State and warnings' }).getByText('Overdue').waitFor();
  await page.getByRole('button', { name: 'Take payment' }).click();
  const panel = page.getByRole('dialog', { name: 'Take a payment' });
  await panel.getByLabel('Amount, EUR').fill('100');
  assert.match(await text(panel), /Owed now\s+€90.00[\s\S]*−€100.00[\s\S]*Paid ahead\s+€10.00/);
});

desk('older timeline pages are added below without repeating anything', { at }, async ({ page }) => {
  const rows = page.getByRole('tabpanel').getByRole('listitem');
  await until(async () => (await rows.count()) === 30);
  await page.getByRole('button', { name: 'Older' }).click();
  await until(async () => (await rows.count()) === 60);
  await page.getByRole('button', { name: 'Older' }).click();
  await page.getByText('This is where it began.').waitFor();
  const whole = await rows.count();
  await page.getByLabel('Note').fill('Called back');
  await page.getByRole('button', { name: 'Save' }).click();
  await until(async () => (await rows.count()) === whole + 1);
});

desk('a usage row explains in words why it cost what it cost', { at }, async ({ page }) => {
  await page.getByRole('tab', { name: 'Usage' }).click();
  await page.getByRole('row', { name: /Call/ }).first().getByRole('button', { name: /Explain/ }).click();
  const panel = page.getByRole('dialog', { name: 'Why it cost this' });
  await panel.getByText('Connection fee').waitFor();
  assert.match(await text(panel), /started minutes[\s\S]*Charged\s+€/);
  await page.keyboard.press('Escape');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Explain/);
});

desk('usage is read page by page', { at }, async ({ page }) => {
  await page.getByRole('tab', { name: 'Usage' }).click();
  await page.getByText('1–20 of 57').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('21–40 of 57').waitFor();
});

desk('a note is written once although its first answer was lost, under one idempotency key', { at }, async ({ page, mock, asked }) => {
  await page.getByLabel('Note').fill('Wants a paper bill');
  mock.scenario.fail = { 'POST .*interactions': 503 };
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your note is still here.').waitFor();
  assert.equal(await page.getByLabel('Note').inputValue(), 'Wants a paper bill');
  mock.scenario.fail = {};
  await page.getByLabel('Note').press('Control+Enter');
  await page.getByText('The contact is written down.').waitFor();
  assert.equal(await page.getByLabel('Note').inputValue(), '');
  const sent = asked(/interactions/);
  assert.equal(sent.length, 2);
  assert.ok(sent[0].key && sent[0].key === sent[1].key);
});

desk('a note changed after a failure is a new intention with a key of its own', { at, scenario: { fail: { 'POST .*interactions': 503 } } }, async ({ page, asked }) => {
  await page.getByLabel('Note').fill('One');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your note is still here.').waitFor();
  await page.getByLabel('Note').fill('Two');
  await page.getByRole('button', { name: 'Save' }).click();
  await until(() => asked(/interactions/).length === 2);
  const [first, second] = asked(/interactions/);
  assert.notEqual(first.key, second.key);
});

desk('what is typed survives a live change of the card and a look at another page', { at }, async ({ page, mock }) => {
  await page.getByLabel('Note').fill('She is travelling');
  mock.state.people[0].balance = 123456;
  hint(mock.state, mock.state.people[0].customerId, 'balance');
  await until(async () => (await text(page.locator('.figure').first())) === '€1,234.56');
  assert.equal(await page.getByLabel('Note').inputValue(), 'She is travelling');
  await page.getByRole('link', { name: 'Care' }).click();
  await page.getByRole('link', { name: new RegExp(anna.name) }).click();
  assert.equal(await page.getByLabel('Note').inputValue(), 'She is travelling');
});

desk('an empty note is not sent', { at }, async ({ page, asked }) => {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Write a word about it first.').waitFor();
  assert.equal(asked(/interactions/).length, 0);
});

desk('a top-up shows its effect before it is confirmed, and is booked once', { at, scenario: { slow: { 'POST .*top-ups': 300 } } }, async ({ page, asked }) => {
  await page.getByRole('button', { name: 'Top up' }).click();
  const panel = page.getByRole('dialog', { name: 'Top up' });
  await panel.getByLabel('Amount, EUR').fill('12,50');
  assert.match(await text(panel), /Balance now\s+€38.52[\s\S]*\+€12.50[\s\S]*Balance after\s+€51.02[\s\S]*Covers the fee/);
  assert.equal(asked(/top-ups/).length, 0);
  await panel.getByRole('button', { name: 'Top up €12.50' }).dblclick();
  await page.getByText('Topped up €12.50. The balance is €51.02.').waitFor();
  assert.deepEqual(asked(/top-ups/).map((one) => one.body.amount), [{ value: '12.50', unit: 'EUR' }]);
  await until(async () => (await text(page.locator('.figure').first())) === '€51.02');
});

desk('a top-up whose answer was lost can be repeated under the same key', { at, scenario: { fail: { 'POST .*top-ups': 503 } } }, async ({ page, mock, asked }) => {
  await page.getByRole('button', { name: 'Top up' }).click();
  const panel = page.getByRole('dialog', { name: 'Top up' });
  await panel.getByRole('button', { name: '€20.00' }).click();
  await panel.getByRole('button', { name: 'Top up €20.00' }).click();
  await panel.getByText('Repeating is safe').waitFor();
  mock.scenario.fail = {};
  await panel.getByRole('button', { name: 'Top up €20.00' }).click();
  await page.getByText(/Topped up/).waitFor();
  assert.equal(new Set(asked(/top-ups/).map((one) => one.key)).size, 1);
});

desk('nothing, words and three decimals are no amount', { at }, async ({ page, asked }) => {
  await page.getByRole('button', { name: 'Top up' }).click();
  const panel = page.getByRole('dialog', { name: 'Top up' });
  for (const wrong of ['0', 'ten', '1.005', '-5', '1e3']) {
    await panel.getByLabel('Amount, EUR').fill(wrong);
    assert.ok(await panel.getByRole('button', { name: 'Top up', exact: true }).isDisabled(), wrong);
  }
  await page.keyboard.press('Enter');
  assert.equal(asked(/top-ups/).length, 0);
});

desk('an open complaint stops offers until it is closed', { at: `/subscribers/${michail.subscriber}` }, async ({ page }) => {
  const policy = page.getByRole('region', { name: 'May we contact them now?' });
  const complaints = page.getByRole('region', { name: 'Complaints' });
  await complaints.getByRole('button', { name: 'Open one' }).click();
  const panel = page.getByRole('dialog', { name: 'Open a complaint' });
  await panel.getByText('no offers, surveys or payment reminders').waitFor();
  await panel.getByLabel('What is it about?').fill('Charged twice');
  await panel.getByRole('button', { name: 'Open complaint' }).click();
  await policy.getByText('a complaint is open').first().waitFor();
  await complaints.getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('How did it end?').fill('Refunded');
  await page.getByRole('button', { name: 'Close complaint' }).click();
  await complaints.getByText('None open.').waitFor();
  await until(async () => !/a complaint is open/.test(await policy.innerText()));
});

desk('a line is suspended and resumed from the card, with its effect said before', { at, scenario: { orderStepMs: 150 } }, async ({ page, asked }) => {
  const signs = page.getByRole('list', { name: 'State and warnings' });
  await page.getByRole('button', { name: 'Suspend' }).click();
  const panel = page.getByRole('dialog', { name: 'Suspend the line' });
  await panel.getByText('Calls, messages and data stop').waitFor();
  await panel.getByLabel('Why').selectOption('lost_phone');
  assert.equal(asked(/POST .*orders/).length, 0);
  await panel.getByRole('button', { name: 'Suspend' }).click();
  await signs.getByText('Suspended').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await signs.getByText('Active').waitFor();
  assert.deepEqual(asked(/POST .*orders/).map((one) => [one.body.kind, one.body.reason]), [
    ['suspend_subscriber', 'lost_phone'],
    ['resume_subscriber', 'customer_request'],
  ]);
});
