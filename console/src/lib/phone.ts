// Numbers of lines and cards the way people read them aloud.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

// `79165550142` or `+79165550142` becomes `+7 916 555 01 42`, with spaces that do not break.
export function phone(msisdn: string): string {
  if (!/^\+?\d{7,15}$/.test(msisdn)) return msisdn; // a short code, a login
  const digits = msisdn.replace('+', '');
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  return (parsed?.formatInternational() ?? `+${digits}`).replace(/ /g, '\u00a0');
}

// 8970 1012 3456 7890 123: groups of four, as printed on the card, with spaces that do not break.
export function iccid(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1\u00a0');
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
