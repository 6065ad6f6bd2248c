// Coming in: the one-time link, signing in, and what happens when a session ends in the middle of work.
import assert from 'node:assert/strict';
import { desk, signIn } from './invented.mjs';

desk('the first user is made by the one-time link, and its token leaves the address bar', { at: '/setup#token=first-token', scenario: { setup: true }, signedIn: false }, async ({ page, mock }) => {
  await page.getByLabel('Your name').fill('Marta Nowak');
  assert.equal(page.url(), `${mock.url}/setup`);
  await page.getByLabel('User name').fill('marta');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Password again').fill('correct horse batter');
  await page.getByRole('button', { name: 'Make the first user' }).click();
  await page.getByText('The two passwords are not the same.').waitFor();
  await page.getByLabel('Password again').fill('correct horse battery');
  await page.getByRole('button', { name: 'Make the first user' }).click();
  await page.getByRole('heading', { level: 1, name: /Marta Nowak/ }).waitFor();
});

desk('a token that is not valid any more is refused in words', { at: '/setup#token=old', scenario: { setup: true }, signedIn: false }, async ({ page }) => {
  await page.getByLabel('Your name').fill('A');
  await page.getByLabel('User name').fill('a');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByLabel('Password again').fill('correct horse battery');
  await page.getByRole('button', { name: 'Make the first user' }).click();
  await page.getByText('not the newest one').waitFor();
});

desk('a set-up link that was used leads to sign-in', { at: '/setup#token=first-token', signedIn: false }, async ({ page }) => {
  await page.getByRole('button', { name: 'To sign-in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

desk('a wrong password is said in words and the name stays', { signedIn: false }, async ({ page }) => {
  await signIn(page, 'wrong');
  await page.getByText('The name or the password is not right.').waitFor();
  assert.equal(await page.getByLabel('User name').inputValue(), 'marta');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
});

desk('signing out leaves nothing of anybody on the desk', { at: '/subscribers/5010' }, async ({ page, mock }) => {
  await page.getByRole('heading', { level: 1, name: 'Анна Ковальская' }).waitFor();
  await page.getByRole('button', { name: /Marta Nowak/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(page.url(), `${mock.url}/`);
  await signIn(page);
  await page.getByText('Nobody yet').waitFor();
});

desk('a session that ends in the middle of work asks for the password and keeps what was typed', { at: '/subscribers/5010' }, async ({ page, mock }) => {
  await page.getByLabel('Note').fill('Asked about roaming in Poland');
  mock.state.sessions.clear();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Note').inputValue(), 'Asked about roaming in Poland');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The contact is written down.').waitFor();
});

desk('a session that ends while nobody types is noticed as well', { at: '/subscribers/5010' }, async ({ page, mock }) => {
  await page.getByText('Live', { exact: true }).waitFor();
  mock.state.sessions.clear();
  mock.state.listeners.forEach((one) => one.end());
  await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
});

desk('a care agent without the right to sell or to see figures is not shown those desks', { scenario: { rights: ['subscriber_find', 'interaction_write'] } }, async ({ page, mock }) => {
  await page.getByRole('link', { name: 'Care' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Sales' }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Analytics' }).count(), 0);
  await page.goto(`${mock.url}/analytics`);
  await page.getByText('There is no such page').waitFor();
  await page.goto(`${mock.url}/subscribers/5010`);
  await page.getByRole('button', { name: 'Save' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Top up' }).count(), 0);
  assert.equal(await page.getByRole('tab', { name: 'Usage' }).count(), 0);
});

desk('a server that does not answer is said so, and can be asked again', { scenario: { dead: true }, signedIn: false }, async ({ page, mock }) => {
  await page.getByText('The console cannot reach its server').waitFor();
  mock.scenario.dead = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
