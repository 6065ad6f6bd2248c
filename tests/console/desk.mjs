// What every scene stands on: Debian's Chromium, a page that listens for what must not happen, the counted result.
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const console_folder = fileURLToPath(new URL('../../console/', import.meta.url));
export const dist = join(console_folder, 'dist');
export const fromConsole = createRequire(join(console_folder, 'package.json'));

if (!existsSync(join(console_folder, 'node_modules')) || !existsSync(join(dist, 'index.html'))) {
  console.error('The console is not built: run ./run --build, or `npm ci && npm run build` in console/.');
  process.exit(2);
}

const { chromium } = fromConsole('playwright-core');
const profile = mkdtempSync(join(tmpdir(), 'abonent-console-'));
const options = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
};

// One browser for all scenes, each scene in a context of its own: nothing of one is left for the next.
let browser = null;
const launched = async () => (browser ??= await chromium.launch({ ...options, env: { ...process.env, HOME: profile } }));

let passed = 0;
let failed = 0;
const leaving = [];
export const whenDone = (act) => void leaving.push(act);
after(async () => {
  await browser?.close();
  for (const act of leaving) await act();
  rmSync(profile, { recursive: true, force: true });
  if (process.env.ABONENT_TEST_COUNTS) appendFileSync(process.env.ABONENT_TEST_COUNTS, `${process.env.ABONENT_TEST_NAME ?? 'test_console'} ${passed} ${failed}\n`);
  console.log(`console: ${passed} passed, ${failed} failed`);
});

export function scene(name, play) {
  test(name, { timeout: 60_000 }, async () => {
    try {
      await play();
      passed += 1;
    } catch (failure) {
      failed += 1;
      throw failure;
    }
  });
}

export async function openPage({ theme = 'light', width = 1440, height = 900, locale = 'en-GB', motion = 'no-preference' } = {}) {
  const context = await (await launched()).newContext({
    viewport: { width, height }, colorScheme: theme, locale, timezoneId: 'Europe/Warsaw', reducedMotion: motion,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  // What a browser says about itself is a defect; only an answer the scene asked to be refused is not: those are counted
  // apart, `401 /api/v1/session`.
  const noted = { problems: [], refused: [], addresses: [] };
  page.on('pageerror', (error) => noted.problems.push(`error on the page: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || message.text().startsWith('Failed to load resource')) return;
    noted.problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) noted.refused.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  page.on('request', (request) => noted.addresses.push(request.url()));
  return { page, context, noted };
}

