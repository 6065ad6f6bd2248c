// Numbers of lines and cards the way people read them aloud.
import type { parsePhoneNumberFromString } from 'libphonenumber-js/min';

// How every country writes its numbers is a third of the console's size, and no door needs it: it comes after the first
// page, and until then a number stands without groups.
let parse = $state.raw<typeof parsePhoneNumberFromString | null>(null);
void import('libphonenumber-js/min').then((kit) => (parse = kit.parsePhoneNumberFromString));

const hidden = /^(\d{2,6})\*{2,}(\d{2,4})$/; // `7916****142`, as lists have it

// `79165550142` or `+7 916 555-01-42` becomes `+7 916 555-01-42`, in groups as its country writes it, with spaces that
// do not break; of a masked number the digits that are there.
export function phone(msisdn: string): string {
  const masked = hidden.exec(msisdn);
  if (masked) return `+${masked[1]!.replace(/^7(?=\d)/, '7\u00a0')}\u00a0••••\u00a0${masked[2]}`;
  const digits = msisdn.replace(/^\+/, '').replace(/[\s()-]/g, '');
  if (!/^\d{7,15}$/.test(digits)) return msisdn; // a short code, a login
  const written = parse?.(`+${digits}`)?.formatInternational() ?? `+${digits}`;
  return written.replace(/^(\+7 .*) (\d\d) (\d\d)$/, '$1-$2-$3').replace(/ /g, '\u00a0');
}

// 8970 1012 3456 7890 123: groups of four, as printed on the card, with spaces that do not break.
export function iccid(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1\u00a0').replace(/\*+/, '\u00a0••••\u00a0');
}

// ITU-T E.118: 19 or 20 digits starting with 89 (telecom), the last one a Luhn check; scanners drop it, so 18 pass.
export function isIccid(typed: string): boolean {
  const digits = typed.replace(/[\s-]/g, '');
  return /^89\d{16}$/.test(digits) || (/^89\d{17,18}$/.test(digits) && luhn(digits));
}

function luhn(digits: string): boolean {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}
