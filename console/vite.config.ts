// Builds the console into dist/ with hashed names, packed for the wire; in development passes the API on to a running
// program or the mock.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const api = process.env.ABONENT_API ?? 'http://127.0.0.1:5199';

// Packed once here as well as it can be done, so that the program only chooses what a browser can read. What does not
// become a tenth smaller stays as it is: fonts are packed in themselves.
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const file of readdirSync(dir!, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
        const path = join(dir!, file);
        const plain = readFileSync(path);
        const forms = { br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }), gz: gzipSync(plain, { level: 9 }) };
        for (const [ending, form] of Object.entries(forms)) if (form.length < plain.length * 0.9) writeFileSync(`${path}.${ending}`, form);
      }
    },
  };
}

// The letters of the first page are asked for with the page, not after its styles have been read.
function fontFirst(): Plugin {
  return {
    name: 'font-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /inter-latin-wght-normal.*\.woff2$/.test(name));
        return font ? [{ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: true }, injectTo: 'head' }] : [];
      },
    },
  };
}

export default defineConfig({
  plugins: [svelte(), packed(), fontFirst()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // data: URLs would need a hole in the content security policy
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/tmf-api': api } },
});
