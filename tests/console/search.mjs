// Finding anybody: one box, from the keyboard, without asking too often.
import assert from 'node:assert/strict';
import { anna, desk, until } from './invented.mjs';

const box = (page) => page.getByRole('combobox', { name: 'Search subscribers' });

desk('slash and Ctrl+K put the cursor into the search box, and ? lists the keys', { at: `/subscribers/${anna.subscriber}` }, async ({ page }) => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('/');
  assert.ok(await box(page).evaluate((input) => input === document.activeElement && input.value === ''));
  await page.getByLabel('Note').focus();
  await page.keyboard.press('/');
  assert.equal(await page.getByLabel('Note').inputValue(), '/');
  await page.keyboard.press('Control+k');
  assert.ok(await box(page).evaluate((input) => input === document.activeElement));
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await page.getByLabel('Single keys work outside of fields').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.equal(await page.getByRole('dialog').count(), 0);
});

desk('search asks once typing rests, not at every key, and not below three characters', {}, async ({ page, asked }) => {
  await box(page).pressSequentially('79', { delay: 20 });
  await page.waitForTimeout(400);
  assert.equal(asked(/search/).length, 0);
  await box(page).pressSequentially('165550107', { delay: 30 });
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(asked(/search/).map((one) => one.body.query), ['79165550107']);
});

desk('a new question drops the one before it', { scenario: { slow: { 'POST /api/v1/search': 700 } } }, async ({ page }) => {
  const dropped = [];
  page.on('requestfailed', (request) => dropped.push(request.failure().errorText));
  await box(page).fill('кова');
  await page.waitForTimeout(350);
  await box(page).fill('соко');
  await page.getByRole('option', { name: /Соколов/ }).waitFor();
  assert.deepEqual(dropped, ['net::ERR_ABORTED']);
});

desk('somebody is found by a number in any form and opened from the keyboard, with an opaque id in the address', {}, async ({ page, mock, noted }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('+7 (916) 555-01-07');
  await page.getByRole('group', { name: 'Exact match' }).getByRole('option', { name: /Анна Ковальская/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  assert.equal(page.url(), `${mock.url}/subscribers/${anna.subscriber}`);
  assert.ok(noted.addresses.every((address) => !address.includes('555')), 'a number stood in an address');
});

desk('arrow keys choose among exact and possible matches in the order they stand', {}, async ({ page }) => {
  await box(page).fill('7916555');
  await page.getByRole('group', { name: 'Possible matches' }).waitFor();
  const names = await page.getByRole('option').allInnerTexts();
  assert.ok(names.length > 3);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByRole('option', { selected: true }).innerText(), names[2]);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.getByRole('option', { selected: true }).innerText(), names[1]);
  const active = await box(page).getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).innerText(), names[1]);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('option').count(), 0);
});

desk('nobody found is said with a hint, and a failing search can be tried again', {}, async ({ page, mock }) => {
  await box(page).fill('nobody of this name');
  await page.getByText('Nobody found').waitFor();
  mock.scenario.fail = { 'POST /api/v1/search': 500 };
  await box(page).fill('Ковальская');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  mock.scenario.fail = {};
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('option', { name: /Анна Ковальская/ }).waitFor();
});

desk('who was opened in this session stands on the home page', { at: `/subscribers/${anna.subscriber}` }, async ({ page }) => {
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  await page.getByRole('link', { name: 'Care' }).click();
  await page.getByRole('link', { name: new RegExp(anna.name) }).click();
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  await until(async () => (await page.title()) === 'Subscriber · Abonent');
});
