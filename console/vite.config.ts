// Builds the console into dist/ with hashed names; in development passes the API on to a running program or the mock.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const api = process.env.ABONENT_API ?? 'http://127.0.0.1:5199';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // data: URLs would need a hole in the content security policy
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/tmf-api': api } },
});
