// The same desk against a running Abonent, given by whoever started it:
//   ABONENT_URL=http://127.0.0.1:8080 ABONENT_SETUP_LINK=http://127.0.0.1:8080/setup#token=... node real_program.mjs
// An installation that has users already: ABONENT_USER and ABONENT_PASSWORD instead of the link. ABONENT_SEARCH finds
// somebody (a name or a number); without it, a name of the demo town.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromConsole, openPage, scene } from './desk.mjs';
import { until } from './until.mjs';

const url = process.env.ABONENT_URL;
if (!url) {
  console.error('ABONENT_URL is not set: there is no running program to look at.');
  process.exit(2);
}
const user = process.env.ABONENT_USER ?? 'first.admin';
const password = process.env.ABONENT_PASSWORD ?? 'seven quiet telephones';
const wanted = process.env.ABONENT_SEARCH ?? 'Kowal';
const axe = readFileSync(fromConsole.resolve('axe-core/axe.min.js'), 'utf8');

const { page, context, noted } = await openPage();
let card = '';

async function accessible(where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
    return violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].target}`);
  });
  assert.deepEqual(found, [], where);
}

scene('the one-time link makes the first user, who can sign out and in again', async () => {
  if (process.env.ABONENT_SETUP_LINK) {
    await page.goto(process.env.ABONENT_SETUP_LINK);
    await page.getByLabel('Your name').fill('First Admin');
    await page.getByLabel('User name').fill(user);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await page.getByRole('button', { name: 'Make the first user' }).click();
    await page.getByRole('heading', { level: 1, name: /First Admin/ }).waitFor();
    await page.getByRole('button', { name: /First Admin/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
  } else {
    await page.goto(url);
  }
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('How to find anyone').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await accessible('home');
});

scene('somebody is found and their card opens with who, what and what happened', async () => {
  await page.getByRole('combobox', { name: 'Search subscribers' }).fill(wanted);
  await page.locator('[role=option]:has(.chip:not(.neutral))').first().click();
  await page.getByRole('region', { name: 'Line and products' }).waitFor();
  card = page.url();
  assert.match(card, /\/subscribers\/\d+$/);
  await page.getByRole('region', { name: 'Balance' }).locator('.figure').waitFor();
  await page.getByRole('tabpanel').getByRole('listitem').first().waitFor();
  await page.getByRole('region', { name: 'May we contact them now?' }).getByText('A service notice').waitFor();
  await accessible('card');
});

scene('a contact is written down once and stands on the timeline', async () => {
  await page.getByLabel('Note').fill('Asked how the console looks');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The contact is written down.').waitFor();
  await page.getByRole('tabpanel').getByText('Asked how the console looks').first().waitFor();
});

scene('a top-up shows its effect, is booked, and the balance moves', async () => {
  await page.getByRole('button', { name: 'Top up' }).click();
  const panel = page.getByRole('dialog', { name: 'Top up' });
  await panel.getByLabel(/^Amount/).fill('7');
  const after = await panel.locator('dd.sum').innerText();
  await panel.getByRole('button', { name: /^Top up .*7/ }).click();
  await page.getByText(/The balance is/).waitFor();
  // Live usage may be charged at the same moment: the figure follows, but need not stop at this one.
  assert.match(after, /\d/);
  await page.getByRole('tabpanel').getByText(/top-?up|topped up/i).first().waitFor();
});

scene('usage explains itself', async () => {
  await page.getByRole('tab', { name: 'Usage' }).click();
  const explain = page.getByRole('button', { name: /^Explain/ }).first();
  await until(async () => (await explain.count()) || (await page.getByText('No usage yet').count()));
  if (!(await explain.count())) return; // a line that has not been used
  await explain.click();
  await page.getByRole('heading', { name: 'Charged' }).waitFor();
  await page.keyboard.press('Escape');
});

scene('orders are listed, and a sale knows what is on offer and which numbers are free', async () => {
  await page.getByRole('link', { name: 'Sales' }).click();
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await until(async () => (await page.getByRole('table').count()) || (await page.getByText('No orders yet').count()));
  await accessible('orders');
  await page.getByRole('link', { name: 'Activate a line' }).first().click();
  await page.getByRole('group', { name: 'Offer' }).getByRole('radio').first().waitFor({ state: 'attached' });
  await page.getByText('Any free number').first().waitFor();
  assert.equal(await page.getByText('could not be read').count(), 0);
});

scene('a line is sold to a new person, switched on in the network, and has a card of its own', async () => {
  await page.getByText('New person').click();
  await page.getByLabel('Given name').fill('Zofia');
  await page.getByLabel('Family name').fill(`Console ${Date.now() % 100000}`);
  await page.locator('label:has-text("Mobile"):has-text("prepaid")').first().click();
  await page.getByRole('button', { name: 'From stock' }).click();
  await until(async () => /^89/.test(await page.getByLabel('SIM card (ICCID)').inputValue()));
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('The line is on.').waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Open the card' }).click();
  await page.getByRole('heading', { level: 1, name: /^Zofia Console/ }).waitFor();
  await page.getByRole('list', { name: 'State and warnings' }).getByText('Active').waitFor();
});

scene('ARPU, base and churn are drawn with their definitions', async () => {
  await page.getByRole('link', { name: 'Analytics' }).click();
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
  await until(async () => (await page.locator('canvas').count()) === 3, 15_000);
  await page.getByText('Average revenue per user').waitFor();
  await accessible('analytics');
});

scene('no page broke, no policy was hurt, no number stood in an address, nothing came from elsewhere', async () => {
  await page.goto(card);
  const number = (await page.getByRole('region', { name: 'Line and products' }).innerText()).match(/\+[\d\s\u00a0-]{8,}/)?.[0].replace(/\D/g, '');
  assert.deepEqual(noted.problems, []);
  assert.ok(noted.addresses.every((address) => address.startsWith(url)), 'another origin');
  if (number) assert.ok(noted.addresses.every((address) => !address.includes(number.slice(-7))), 'a number in an address');
  await context.close();
});
