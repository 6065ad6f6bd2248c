// What holds on every page: accessible in both themes, private, small, ours alone, usable on a narrow screen.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { anna, desk, until } from './invented.mjs';
import { dist, fromConsole, scene } from './desk.mjs';

const axe = readFileSync(fromConsole.resolve('axe-core/axe.min.js'), 'utf8');
const card = `/subscribers/${anna.subscriber}`;

async function check(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical' || one.id === 'target-size')
      .map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  });
  assert.deepEqual(found, [], where);
}

const pages = {
  '/': (page) => page.getByText('How to find anyone').waitFor(),
  [card]: (page) => page.getByRole('heading', { level: 1, name: anna.name }).waitFor(),
  '/sales': (page) => page.getByRole('table').waitFor(),
  '/sales/new': (page) => page.getByText('Home Fiber 300').waitFor(),
  '/analytics': (page) => page.locator('canvas').nth(2).waitFor(),
};

for (const theme of ['light', 'dark']) {
  desk(`every page and panel is accessible in the ${theme} theme`, { view: { theme, motion: 'reduce' } }, async ({ page, mock }) => {
    for (const [at, ready] of Object.entries(pages)) {
      await page.goto(mock.url + at);
      await ready(page);
      await check(page, at);
    }
    await page.goto(mock.url + card);
    await page.getByRole('button', { name: 'Top up' }).click();
    await page.getByLabel('Amount, EUR').fill('5');
    await check(page, 'top-up');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Usage' }).click();
    await page.getByRole('button', { name: /^Explain/ }).first().click();
    await page.getByRole('heading', { name: 'Charged' }).waitFor();
    await check(page, 'explanation');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Marta Nowak/ }).click();
    await check(page, 'user menu');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search subscribers' }).fill('7916555');
    await page.getByRole('option').first().waitFor();
    await check(page, 'search');
    mock.scenario.fail = { 'GET /api/v1/orders': 500 };
    await page.goto(`${mock.url}/sales`);
    await page.getByText('Orders could not be read').waitFor();
    await check(page, 'an error');
  });
  desk(`the doors are accessible in the ${theme} theme`, { signedIn: false, at: '/setup#token=first-token', scenario: { setup: true }, view: { theme, motion: 'reduce' } }, async ({ page, mock }) => {
    await page.getByLabel('Your name').waitFor();
    await check(page, 'set-up');
    mock.state.users.push({});
    await page.goto(mock.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await check(page, 'sign-in');
  });
}

desk('a theme chosen against the system is kept', { view: { theme: 'light' } }, async ({ page }) => {
  await page.getByRole('button', { name: /Marta Nowak/ }).click();
  await page.getByText('Dark', { exact: true }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await background(), 'rgb(14, 18, 22)');
  await page.reload();
  await page.getByRole('combobox').waitFor();
  assert.equal(await background(), 'rgb(14, 18, 22)');
});

for (const [locale, search] of [['pl-PL', 'Szukaj abonentów'], ['ru-RU', 'Поиск абонентов']]) {
  desk(`the console speaks the language of the browser: ${locale}`, { signedIn: false, view: { locale } }, async ({ page }) => {
    await page.locator('input').first().fill('marta');
    await page.locator('input[type=password]').fill('correct horse battery');
    await page.locator('button[type=submit]').click();
    await page.getByRole('combobox', { name: search }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), locale.slice(0, 2));
  });
}

desk('nothing of a person is kept in the browser, and nothing is fetched from elsewhere', { at: card }, async ({ page, mock, noted }) => {
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  await page.getByRole('combobox', { name: 'Search subscribers' }).fill(anna.msisdn);
  await page.getByRole('option').first().waitFor();
  await page.getByLabel('Note').fill('private words');
  await page.goto(`${mock.url}/analytics`).catch(() => {}); // the unsent note asks first
  const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases(), await caches.keys()]));
  assert.equal(kept, '[{},{},"",[],[]]');
  assert.ok(noted.addresses.every((address) => address.startsWith(mock.url) || address.startsWith('data:')), noted.addresses.join('\n'));
});

desk('on a narrow screen nothing is lost to the side', { at: card, view: { width: 320, height: 640 } }, async ({ page, mock }) => {
  for (const [at, ready] of Object.entries(pages)) {
    await page.goto(mock.url + at);
    await ready(page);
    const [wide, visible] = await page.evaluate(() => [document.getElementById('page').scrollWidth, document.getElementById('page').clientWidth]);
    assert.ok(wide <= visible, `${at}: ${wide} px on ${visible}`);
  }
});

for (const locale of ['en-GB', 'ru-RU', 'pl-PL']) {
  desk(`no word of ${locale} stands out of its panel, on a desk or a tablet`, { at: card, signedIn: false, view: { locale } }, async ({ page }) => {
    await page.locator('input').first().fill('marta');
    await page.locator('input[type=password]').fill('correct horse battery');
    await page.locator('button[type=submit]').click();
    for (const width of [1440, 1280, 1024, 860, 768, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
      await page.locator('[data-note]').waitFor();
      const out = await page.evaluate(() => [...document.querySelectorAll('main section')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText.split('\n')[0]));
      assert.deepEqual(out, [], `${width} px`);
    }
  });
}

desk('a subscriber is found, noted and left with the keyboard alone', {}, async ({ page }) => {
  await page.keyboard.type('Ковальская');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: anna.name }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  await page.keyboard.press('n');
  await page.keyboard.type('From the keyboard');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The contact is written down.').waitFor();
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
  await until(() => page.evaluate(() => document.activeElement.tagName === 'H1'));
});

desk('markup in a stored name is shown, not run', { at: card }, async ({ page, mock }) => {
  mock.state.people[0].name = '<img src=x onerror="window.ran=1"> Ковальская';
  mock.state.people[0].timeline[0].title = '<script>window.ran=1</script>';
  await page.reload();
  await page.getByRole('heading', { level: 1, name: /<img/ }).waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
});

scene('the first page costs at most 75 kB of JavaScript, compressed', () => {
  const index = readFileSync(join(dist, 'index.html'), 'utf8');
  const first = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  const size = first.reduce((total, file) => total + gzipSync(readFileSync(join(dist, file))).length, 0);
  assert.ok(first.length > 0 && size <= 75 * 1024, `${size} bytes`);
  for (const file of readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js') && !first.includes(`assets/${name}`))) {
    assert.ok(gzipSync(readFileSync(join(dist, 'assets', file))).length <= 60 * 1024, file);
  }
  for (const file of readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))) assert.ok(existsSync(join(dist, 'assets', `${file}.br`)), `${file} is not packed`);
});
