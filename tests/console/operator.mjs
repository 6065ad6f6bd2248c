// A real Abonent for scenes: `abonent run` with a small demo town, on ports the kernel chooses, in a directory of its own,
// gone with the scenes. With ABONENT_URL in the environment it is the one that runs there already.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = process.env.ABONENT_BINARY ?? fileURLToPath(new URL('../../build/release/abonent', import.meta.url));
const startWithinMs = 60_000;

export async function startOperator({ lines = 40 } = {}) {
  if (process.env.ABONENT_URL) return { url: process.env.ABONENT_URL, link: process.env.ABONENT_SETUP_LINK ?? '', load: null, stop: async () => {} };
  if (!existsSync(binary)) throw new Error(`there is no program at ${binary}: run ./run --build`);
  const dir = mkdtempSync(join(tmpdir(), 'abonent-desk-'));
  chmodSync(dir, 0o711); // as root, PostgreSQL runs as another user, who must be able to pass
  const data = join(dir, 'data');
  const program = spawn(binary, ['run', '--demo', '--demo-lines', String(lines), '--data-dir', data, '--http-port', '0', '--metrics-port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => program.on('exit', done));
  process.on('exit', () => program.kill('SIGKILL')); // it never outlives the scenes
  const said = await spoken(program, ended);
  return {
    url: /console +(\S+)/.exec(said)[1],
    link: /open (\S+)/.exec(said)[1],
    // Call records of a switch, as a CSV file over the usage endpoint.
    load(source, rows) {
      const file = join(dir, `${source}.csv`);
      const mapping = join(dir, `${source}.toml`);
      writeFileSync(mapping, mappingText);
      writeFileSync(file, ['id,type,from,to,start,seconds', ...rows.map((row) => row.join(','))].join('\n') + '\n');
      const done = spawnSync(binary, ['usage', 'load', '--format', 'csv', '--mapping', mapping, '--source', source, '--data-dir', data, '--json', file], { encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`the usage was not loaded: ${done.stderr}${done.stdout}`);
      return JSON.parse(done.stdout)[0];
    },
    async stop() {
      program.kill('SIGINT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const mappingText = `header = true
[columns]
record_key = "id"
service = "type"
subscriber = "from"
other_party = "to"
start = "start"
quantity = "seconds"
`;

// Everything it said until it is running.
function spoken(program, ended) {
  let out = '';
  let log = '';
  program.stderr.on('data', (text) => (log += text));
  return new Promise((heard, failed) => {
    const late = setTimeout(() => failed(new Error(`the program was not ready in time; it said:\n${log.slice(-3000)}`)), startWithinMs);
    program.stdout.on('data', (text) => {
      out += text;
      if (!out.includes('Ctrl-C')) return;
      clearTimeout(late);
      heard(out);
    });
    void ended.then((code) => failed(new Error(`the program ended with ${code}; it said:\n${log.slice(-3000)}`)));
  });
}
