// Wszystko, co mówi konsola, po polsku. Kształt jak w angielskim.
import type { Words } from '../words.svelte';
import { care } from './care';
import { house } from './house';
import { sales } from './sales';

export const pl: Words = { ...house, ...care, ...sales };
