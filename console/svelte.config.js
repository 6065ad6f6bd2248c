// Svelte reads TypeScript in components through Vite; runes everywhere.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default { preprocess: vitePreprocess({ style: false }), compilerOptions: { runes: true } };
