// Всё, что говорит консоль, по-русски. Форма та же, что у английского.
import type { Words } from '../words.svelte';
import { care } from './care';
import { house } from './house';
import { sales } from './sales';

export const ru: Words = { ...house, ...care, ...sales };
