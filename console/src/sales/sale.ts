// What a sale consists of before it is an order.
import { isIccid } from '../lib/phone.svelte';
import type { NewPerson, Offering } from '../lib/shapes';

export interface Sale {
  customerId: string; // empty: a new person
  customerName: string;
  person: NewPerson;
  offering: Offering | null;
  msisdn: string; // empty: any free number
  iccid: string;
  login: string; // of a fixed line
}

export function emptySale(): Sale {
  const person = { givenName: '', familyName: '', language: 'en', email: '', documentKind: 'passport', documentNumber: '' };
  return { customerId: '', customerName: '', person, offering: null, msisdn: '', iccid: '', login: '' };
}

export function missingIn(sale: Sale): { customer: boolean; offering: boolean; iccid: boolean; login: boolean } {
  const fixed = sale.offering?.kind === 'fixed';
  return {
    customer: !sale.customerId && !(sale.person.givenName.trim() && sale.person.familyName.trim()),
    offering: !sale.offering,
    iccid: !fixed && !isIccid(sale.iccid),
    login: fixed && !sale.login.trim(),
  };
}

// The body of POST /api/v1/orders. What was left open is left out: the server chooses.
export function orderBody(sale: Sale): Record<string, unknown> {
  const who = sale.customerId ? { customerId: sale.customerId } : { customer: personBody(sale.person) };
  const what = { kind: 'activate_subscriber', ...who, offering: sale.offering!.code };
  if (sale.offering!.kind === 'fixed') return { ...what, login: sale.login.trim() };
  return { ...what, iccid: sale.iccid.replace(/\D/g, ''), ...(sale.msisdn ? { msisdn: sale.msisdn } : {}) };
}

function personBody(person: NewPerson): Record<string, string> {
  const given = Object.entries({
    givenName: person.givenName,
    familyName: person.familyName,
    language: person.language,
    email: person.email,
    documentKind: person.documentNumber.trim() ? person.documentKind : '',
    documentNumber: person.documentNumber,
  });
  return Object.fromEntries(given.map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
}
