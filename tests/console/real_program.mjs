// A day at the desk against the real program: a first user, a line sold, found by everything it can be found by, used,
// topped up, complained about. Starts an Abonent of its own (operator.mjs); against one that runs already:
//   ABONENT_URL=http://localhost:8080 ABONENT_SETUP_LINK='http://localhost:8080/setup#token=...' node tests/console/real_program.mjs
// which passes over what only the owner of the machine can do. One that has users: ABONENT_USER and ABONENT_PASSWORD.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromConsole, openPage, scene, whenDone } from './desk.mjs';
import { startOperator } from './operator.mjs';
import { until } from './until.mjs';

const user = process.env.ABONENT_USER ?? 'first.admin';
const password = process.env.ABONENT_PASSWORD ?? 'seven quiet telephones';
const axe = readFileSync(fromConsole.resolve('axe-core/axe.min.js'), 'utf8');

const operator = await startOperator();
whenDone(operator.stop);
const { page, context, noted } = await openPage();

const tag = String(Date.now() % 1_000_000).padStart(6, '0'); // so that an installation may be walked through twice
const zofia = { given: 'Zofia', family: 'Wiśniewska', email: `zofia.${tag}@example.org`, document: `CBK ${tag}` };
const plain = async (locator) => (await locator.innerText()).replace(/[\u00a0\u202f]/g, ' ');
const region = (name) => page.getByRole('region', { name });
const fact = async (panel, name) => (await plain(region(panel).locator(`dt:text-is("${name}") + dd`))).trim();
const box = page.getByRole('combobox', { name: 'Search subscribers' });

async function accessible(where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
    return violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].target}`);
  });
  assert.deepEqual(found, [], where);
}

async function signIn(with_password = password) {
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(with_password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut() {
  await page.getByRole('button', { name: /First Admin/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

// Types into the search box from wherever the cursor is, and answers the row of this line.
async function search(typed) {
  await page.getByRole('heading', { level: 1 }).first().focus();
  await page.keyboard.press('/');
  // Rows of the question before stand until this one is answered.
  const answered = page.waitForResponse((one) => one.url().endsWith('/api/v1/search') && one.request().postDataJSON().query === typed);
  await box.fill(typed);
  await answered;
  return page.getByRole('option', { name: new RegExp(`${zofia.given} ${zofia.family}`) }).first();
}

scene('the one-time link makes the first user; a wrong password is refused in words, the right one lets in', async () => {
  if (operator.link) {
    await page.goto(operator.link);
    await page.getByLabel('Your name').fill('First Admin');
    await page.getByLabel('User name').fill(user);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await accessible('set-up');
    await page.getByRole('button', { name: 'Make the first user' }).click();
    await page.getByRole('heading', { level: 1, name: /First Admin/ }).waitFor();
    await signOut();
  } else {
    await page.goto(operator.url);
  }
  assert.deepEqual(noted.refused, []);
  await signIn('eight loud telephones');
  await page.getByText('The name or the password is not right.').waitFor();
  assert.deepEqual(noted.refused.splice(0), ['401 /api/v1/session']);
  await signIn();
  await page.getByText('How to find anyone').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await accessible('home');
});

scene('a line is sold to a new person, switched on in the network, and has a card of its own', async () => {
  await page.getByRole('link', { name: 'Sales' }).click();
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.getByRole('table').waitFor();
  await accessible('orders');
  await page.getByRole('link', { name: 'Activate a line' }).first().click();
  await page.getByText('New person').click();
  await page.getByLabel('Given name').fill(zofia.given);
  await page.getByLabel('Family name').fill(zofia.family);
  await page.getByLabel('Language').selectOption('pl');
  await page.getByLabel('E-mail').fill(zofia.email);
  await page.getByLabel('Document number').fill(zofia.document);
  await page.locator('label:has-text("Mobile"):has-text("prepaid")').first().click();
  await page.getByRole('button', { name: 'From stock' }).click();
  await until(async () => /^89/.test(await page.getByLabel('SIM card (ICCID)').inputValue()));
  await accessible('a sale');
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('The line is on.').waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Open the card' }).click();
  await page.getByRole('heading', { level: 1, name: `${zofia.given} ${zofia.family}` }).waitFor();
  await page.getByRole('list', { name: 'State and warnings' }).getByText('Active').waitFor();
  await page.getByRole('tabpanel').getByText('Line switched on').waitFor();
  await accessible('card');
  assert.match(page.url(), /\/subscribers\/\d+$/);
  zofia.card = page.url();
  zofia.number = (await fact('Line and products', 'Number')).replace(/\D/g, '');
  zofia.iccid = (await fact('Line and products', 'SIM')).replace(/\D/g, '');
  zofia.imsi = await fact('Line and products', 'IMSI');
  zofia.contract = await fact('Person', 'Contract');
  assert.match(zofia.number, /^7900\d{7}$/);
});

scene('she is found by everything she can be found by, written any way', async () => {
  const national = zofia.number.slice(1);
  const forms = {
    international: `+${zofia.number}`,
    'with spaces and dashes': `+7 (${national.slice(0, 3)}) ${national.slice(3, 6)}-${national.slice(6, 8)}-${national.slice(8)}`,
    national: `8${national}`,
    'the last digits': zofia.number.slice(-7),
    IMSI: zofia.imsi,
    ICCID: zofia.iccid,
    'the card without its check digit': zofia.iccid.slice(0, -1),
    'her name in Cyrillic': 'Зофия Вишневска',
    'her name without its marks': 'wisniewska zof',
    'e-mail': zofia.email,
    contract: zofia.contract.toLowerCase(),
    document: zofia.document.replace(' ', ''),
  };
  for (const [way, typed] of Object.entries(forms)) {
    const found = await search(typed);
    await found.waitFor().catch((missing) => assert.fail(`not found by ${way}, ${typed}: ${missing.message}`));
    if (!way.startsWith('her name')) continue;
    const row = await plain(found); // two of one name must be told apart, and a list shows no whole number
    assert.match(row, new RegExp(`\\+7 900 •••• ${zofia.number.slice(-3)}`), `${way}: ${row}`);
    assert.ok(!row.replace(/\D/g, '').includes(zofia.number), way);
  }
  await search(`+7 ${national}`);
  await page.getByRole('group', { name: 'Exact match' }).getByRole('option').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `${zofia.given} ${zofia.family}` }).waitFor();
  assert.equal(page.url(), zofia.card);
});

scene('a top-up shows its effect, is booked once, and the balance moves without anybody asking', async () => {
  const figure = region('Balance').locator('.figure');
  assert.equal(await plain(figure), '€0.00');
  await page.getByRole('button', { name: 'Top up' }).click();
  const panel = page.getByRole('dialog', { name: 'Top up' });
  await panel.getByLabel(/^Amount/).fill('7,5');
  assert.match(await plain(panel), /Balance after\s+€7.50/);
  await accessible('top-up');
  await panel.getByRole('button', { name: 'Top up €7.50' }).click();
  await page.getByText('Topped up €7.50. The balance is €7.50.').waitFor();
  await until(async () => (await plain(figure)) === '€7.50');
  await page.getByRole('tabpanel').getByText('Topped up by €7.50').waitFor();
});

scene('usage that comes over the bus moves the balance of the open card, and says why it cost that', async () => {
  if (!operator.load) return;
  const figure = region('Balance').locator('.figure');
  const asked = noted.addresses.length;
  const at = new Date().toISOString(); // before she was sold the line, its usage would not be hers
  const loaded = operator.load('desk-switch', [
    [`call-${tag}`, 'voice', zofia.number, '74951234567', at, 125],
    ...[1, 2, 3].map((n) => [`sms-${n}-${tag}`, 'sms', zofia.number, '79161234567', at, 1]),
  ]);
  assert.equal(loaded.rated, 4, JSON.stringify(loaded));
  await until(async () => (await plain(figure)) !== '€7.50', 10_000);
  const pages = noted.addresses.slice(asked).filter((address) => !address.includes('/api/'));
  assert.deepEqual(pages, [], 'the page was not loaded again');

  await page.getByRole('tab', { name: 'Usage' }).click();
  await until(async () => (await page.getByRole('row').count()) === 5);
  await page.getByRole('row', { name: /Call/ }).getByRole('button', { name: /^Explain/ }).click();
  const why = page.getByRole('dialog', { name: 'Why it cost this' });
  await why.getByRole('heading', { name: 'Charged' }).waitFor();
  assert.ok((await why.getByRole('listitem').count()) >= 3);
  await accessible('explanation');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Timeline' }).click();
});

scene('a contact is written down once and stands on the timeline', async () => {
  await page.getByLabel('Note').fill('Asked how the console looks');
  await page.getByLabel('Note').press('Control+Enter');
  await page.getByText('The contact is written down.').waitFor();
  await page.getByRole('tabpanel').getByText('Asked how the console looks').waitFor();
});

scene('an open complaint stops offers until it is closed', async () => {
  const signs = page.getByRole('list', { name: 'State and warnings' });
  const offers = region('May we contact them now?').getByRole('listitem').filter({ hasText: 'An offer' });
  await region('Complaints').getByRole('button', { name: 'Open one' }).click();
  const opening = page.getByRole('dialog', { name: 'Open a complaint' });
  await opening.getByLabel('What is it about?').fill('Charged for a call she did not make');
  await opening.getByRole('button', { name: 'Open complaint' }).click();
  await signs.getByText('Complaint open').waitFor();
  await until(async () => /No[\s\S]*a complaint is open/.test(await plain(offers)));
  assert.match(await plain(region('May we contact them now?').getByRole('listitem').filter({ hasText: 'A service notice' })), /Yes/);
  await region('Complaints').getByRole('button', { name: 'Close' }).click();
  const closing = page.getByRole('dialog', { name: 'Close the complaint' });
  await closing.getByLabel('How did it end?').fill('Explained call by call');
  await closing.getByRole('button', { name: 'Close complaint' }).click();
  await signs.getByText('Complaint open').waitFor({ state: 'detached' });
  await until(async () => !/a complaint is open/.test(await plain(offers)));
});

scene('who looked at her is written down once, however often the open card was read again', async () => {
  const looks = await page.evaluate(async (line) => {
    const book = await (await fetch('/api/v1/audit?action=view_card&limit=100')).json();
    return book.filter((one) => one.subject === `id=${line}`).length;
  }, zofia.card.split('/').pop());
  const read = noted.addresses.filter((address) => address.endsWith(`${new URL(zofia.card).pathname.replace('/subscribers', '/api/v1/subscribers')}/card`)).length;
  assert.ok(read > 3, `read ${read} times`);
  assert.equal(looks, 1);
});

scene('a session that ends in the middle of work asks for the password and keeps what was typed', async () => {
  await page.getByLabel('Note').fill('She will call again');
  await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE' }));
  await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor({ timeout: 15_000 }); // it is noticed by itself
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Note').inputValue(), 'She will call again');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The contact is written down.').first().waitFor();
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 15_000 });
  const refused = new Set(noted.refused.splice(0));
  assert.ok([...refused].every((one) => one.startsWith('401 ')), [...refused].join(', '));
});

scene('ARPU, base and churn are drawn with their definitions and their numbers', async () => {
  await page.getByRole('link', { name: 'Analytics' }).click();
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
  await until(async () => (await page.locator('canvas').count()) === 3, 45_000); // a new installation rolls up within a minute
  await page.getByText('Average revenue per user').waitFor();
  for (const [name, shape] of Object.entries({ ARPU: /^€\d+\.\d\d$/, Base: /^[1-9]\d+$/, Churn: /^\d+\.\d\d%$/ }))
    await until(async () => shape.test(await plain(region(name).locator('.figure'))), 45_000);
  await region('Base').getByRole('button', { name: 'Show as a table' }).click();
  assert.equal(await region('Base').getByRole('row').count(), 7);
  await accessible('analytics');
});

scene('the whole card speaks the language that is chosen', async () => {
  await page.goto(zofia.card);
  await page.getByRole('tabpanel').getByText('Topped up by').waitFor();
  await page.getByRole('button', { name: /First Admin/ }).click();
  await page.getByLabel('Language').selectOption('ru');
  await page.keyboard.press('Escape');
  const timeline = page.getByRole('tabpanel');
  for (const said of ['Линия включена', 'Пополнение на', 'Открыта жалоба', 'Обратились к нам', 'Заказана новая линия']) await timeline.getByText(said).first().waitFor();
  // What people wrote, and what things are called, stays as it is.
  const kept = /First Admin|Talk Freely|Charged for a call.*|Explained call by call|Asked how the console looks|She will call again/g;
  const english = (await plain(timeline)).replace(kept, '').split('\n').filter((line) => /[a-z]{4}/i.test(line));
  assert.deepEqual(english, []);
  await page.getByRole('button', { name: /First Admin/ }).click();
  await page.locator('.sheet select').selectOption('en');
});

scene('signing out leaves nothing of anybody on the desk', async () => {
  await page.goto(zofia.card);
  await page.getByRole('heading', { level: 1, name: `${zofia.given} ${zofia.family}` }).waitFor();
  await signOut();
  assert.equal(await page.getByText(zofia.family).count(), 0);
  assert.equal(new URL(page.url()).pathname, '/');
});

scene('nothing broke, no policy was hurt, no number stood in an address, nothing came from elsewhere', async () => {
  assert.deepEqual(noted.problems, []);
  assert.deepEqual(noted.refused, []);
  assert.ok(noted.addresses.every((address) => address.startsWith(operator.url)), 'another origin');
  for (const secret of [zofia.number.slice(-7), zofia.imsi, zofia.email]) assert.ok(noted.addresses.every((address) => !address.includes(secret)), 'a person in an address');
  await context.close();
});
