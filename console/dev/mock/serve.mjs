// npm run mock: the development server on port 5199, where `npm run dev` looks for an API. Sign in as marta with
// `correct horse battery`.
import { fileURLToPath } from 'node:url';
import { startMock } from './server.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const mock = await startMock({ port: Number(process.env.PORT ?? 5199), dist, scenario: { setup: process.argv.includes('--setup') } });
console.log(`Invented people at ${mock.url} (a development tool, not Abonent)`);
