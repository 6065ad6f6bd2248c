// Numbers, money, dates and quantities the way the person's language writes them.
import { locale, t } from '../words/words.svelte';
import type { Amount } from './shapes';

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale() + JSON.stringify(options);
  let format = numberFormats.get(key);
  if (!format) numberFormats.set(key, (format = new Intl.NumberFormat(locale(), options)));
  return format;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(locale(), options)));
  return format;
}

const minus = (text: string): string => text.replace(/^-/, '\u2212');
// Digits that are not nothing: 4 of `0.38870000`.
export const decimals = (value: string): number => /\.(\d*?)0*$/.exec(value)?.[1]?.length ?? 0;

// Decimal text goes to Intl as text, so that no digit passes through a float. A charge may be finer than a cent.
export function money(amount: Amount, finest = 2): string {
  return finest <= 2 ? written(amount, {}) : written(amount, { minimumFractionDigits: 2, maximumFractionDigits: Math.min(Math.max(decimals(amount.value), 2), finest) });
}

// With exactly so many digits, for amounts that stand under each other; two are the currency's own business.
export function moneyTo(amount: Amount, digits: number): string {
  return written(amount, digits === 2 ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function written(amount: Amount, digits: Intl.NumberFormatOptions): string {
  try {
    const options = { style: 'currency', currency: amount.unit, currencyDisplay: 'narrowSymbol', ...digits } as const;
    return minus(numberFormat(options).format(amount.value as Intl.StringNumericLiteral));
  } catch {
    return `${amount.value}\u00a0${amount.unit}`; // a unit Intl does not know as a currency
  }
}

export function number(value: string | number, fraction = 0): string {
  return minus(numberFormat({ maximumFractionDigits: fraction }).format(value as Intl.StringNumericLiteral));
}

export function percent(ratio: number, fraction = 1): string {
  return minus(numberFormat({ style: 'percent', minimumFractionDigits: fraction, maximumFractionDigits: fraction }).format(ratio));
}

export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

export const clock = (at: Date): string => dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

// A calendar day such as 2026-12-01 belongs to no zone: read it as local midnight, not as UTC.
function asDate(text: string): Date {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(text);
}

export function day(text: string): string {
  const at = asDate(text);
  const thisYear = at.getFullYear() === new Date().getFullYear();
  return dateFormat({ day: 'numeric', month: 'short', ...(thisYear ? {} : { year: 'numeric' }) }).format(at);
}

export function fullDay(text: string): string {
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(asDate(text));
}

// Without the year's mark that some languages add (`2026 г.`): beside a month it says nothing.
export function month(text: string): string {
  const at = asDate(text);
  const name = dateFormat({ month: 'short', year: 'numeric' }).formatToParts(at).find((part) => part.type === 'month')!.value;
  return `${name}\u00a0${at.getFullYear()}`;
}

export const monthNow = (): string => dateFormat({ month: 'long' }).format(new Date());

export function exactTime(text: string): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(text));
}

// Today 14:02, Yesterday 09:40, 18 Nov 14:02, 18 Nov 2025.
export function when(text: string): string {
  const at = new Date(text);
  const now = new Date();
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (daysAgo === 0 || daysAgo === 1) {
    const word = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-daysAgo, 'day');
    return `${capital(word)} ${clock(at)}`;
  }
  return at.getFullYear() === now.getFullYear() ? `${day(text)} ${clock(at)}` : day(text);
}

// Talk in minutes and seconds, data in the nearest unit, messages counted.
export function quantity(value: string | number, unit: string): string {
  const size = Number(value);
  switch (unit.toLowerCase()) {
    case 's':
    case 'second':
    case 'seconds':
      return duration(size);
    case 'b':
    case 'byte':
    case 'bytes':
    case 'octet':
    case 'octets':
      return volume(size);
    case 'message':
    case 'messages':
    case 'sms':
    case 'piece':
    case 'event':
      return t().units.messages(size);
  }
  return `${number(value, 3)}\u00a0${unit}`;
}

function duration(seconds: number): string {
  const unit = (value: number, name: string): string =>
    numberFormat({ style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value).replace(' ', '\u00a0');
  if (seconds < 60) return unit(seconds, 'second');
  const rest = seconds % 60;
  const minutes = unit(Math.floor(seconds / 60), 'minute');
  return rest === 0 ? minutes : `${minutes} ${unit(rest, 'second')}`;
}

function volume(bytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let step = 0;
  let size = bytes;
  while (size >= 1000 && step < steps.length - 1) {
    size /= 1000;
    step += 1;
  }
  const options = { style: 'unit', unit: steps[step]!, unitDisplay: 'short', maximumFractionDigits: size < 100 ? 1 : 0 } as const;
  return numberFormat(options).format(size).replace(' ', '\u00a0');
}

// Initials for the round mark: the first letters of the first and last word.
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const last = parts.length > 1 ? parts[parts.length - 1]! : '';
  return ((parts[0] ?? '').charAt(0) + last.charAt(0)).toLocaleUpperCase(locale());
}

export function languageName(code: string): string {
  try {
    return capital(new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code);
  } catch {
    return code;
  }
}
