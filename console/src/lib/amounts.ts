// Arithmetic on decimal text in millionths, as the server keeps money: never through binary floats.
import type { Amount } from './shapes';

const scale = 6;

export function toMicros(value: string): bigint | null {
  const match = /^([-+]?)(\d+)(?:\.(\d{1,6}))?$/.exec(value);
  if (!match) return null;
  const micros = BigInt(match[2]!) * 10n ** BigInt(scale) + BigInt((match[3] ?? '').padEnd(scale, '0'));
  return match[1] === '-' ? -micros : micros;
}

export function fromMicros(micros: bigint): string {
  const negative = micros < 0n;
  const digits = (negative ? -micros : micros).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '').padEnd(2, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -scale)}.${fraction}`;
}

export function plus(a: Amount, b: Amount): Amount | null {
  const left = toMicros(a.value);
  const right = toMicros(b.value);
  if (left === null || right === null || a.unit !== b.unit) return null;
  return { value: fromMicros(left + right), unit: a.unit };
}

export const isZero = (amount: Amount): boolean => toMicros(amount.value) === 0n;

export function minus(a: Amount): Amount {
  return { value: fromMicros(-(toMicros(a.value) ?? 0n)), unit: a.unit };
}

export function covers(balance: Amount, fee: Amount): boolean {
  const have = toMicros(balance.value);
  const need = toMicros(fee.value);
  return have !== null && need !== null && balance.unit === fee.unit && have >= need;
}

// What a person types: comma or point, spaces between thousands, at most two decimals, more than nothing.
export function parseTyped(text: string): string | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return null;
  const micros = toMicros(plain);
  return micros !== null && micros > 0n ? fromMicros(micros) : null;
}
