// A desk against the development server and its invented people: for the states the real program is seldom in.
import assert from 'node:assert/strict';
import { startMock } from '../../console/dev/mock/server.mjs';
import { dist, openPage, scene } from './desk.mjs';
export { until } from './until.mjs';

export const anna = { subscriber: '5010', name: 'Анна Ковальская', msisdn: '79165550107' };
export const michail = { subscriber: '5020', name: 'Михаил Соколов' };

export async function signIn(page, password = 'correct horse battery') {
  await page.getByLabel('User name').fill('marta');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// Plays a scene signed in, at `at`; afterwards nothing may have broken the page or its policy.
export function desk(name, { at = '/', scenario = {}, view = {}, signedIn = true } = {}, play) {
  scene(name, async () => {
    const mock = await startMock({ dist, scenario });
    const { page, context, noted } = await openPage(view);
    try {
      await page.goto(mock.url + at);
      if (signedIn) {
        await signIn(page);
        await page.locator('#page').waitFor();
      }
      await play({ page, mock, noted, asked: (pattern) => mock.state.asked.filter((one) => pattern.test(one.asked)) });
      assert.deepEqual(noted.problems, []);
    } finally {
      await context.close();
      await mock.close();
    }
  });
}
