// Everything the console says, in English. Another language is the same shape in a folder beside this one.
import { care } from './care';
import { house } from './house';
import { sales } from './sales';

export const en = { ...house, ...care, ...sales };
