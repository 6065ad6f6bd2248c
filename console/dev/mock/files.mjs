// Serves the built console the way the program does, with the same strict policy, so that a test sees what breaks it.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const types = {
  '.html': 'text/html;charset=utf-8', '.js': 'text/javascript;charset=utf-8', '.css': 'text/css;charset=utf-8',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export async function sendFile(dist, path, response) {
  if (!dist) return void response.writeHead(404).end();
  const page = extname(path) === '';
  try {
    const body = await readFile(join(dist, page ? 'index.html' : normalize(path)));
    response.writeHead(200, {
      'content-type': types[page ? '.html' : extname(path)] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
