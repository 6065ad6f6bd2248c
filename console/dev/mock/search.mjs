// Finding invented people by digits or letters, in either script, roughly the way the store does it.

const latin = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ы: 'y', э: 'e', ю: 'iu', я: 'ia', ь: '', ъ: '',
};
const fold = (text) =>
  [...text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')].map((letter) => latin[letter] ?? letter).join('');

export function find(state, { query, limit = 20, offset = 0 }) {
  const digits = query.replace(/[\s()+-]/g, '');
  const rows = state.scenario.empty ? [] : /^\d{3,}$/.test(digits) ? byDigits(state, digits.replace(/^8(?=\d{10}$)/, '7')) : byName(state, fold(query));
  return { results: rows.slice(offset, offset + limit), total: rows.length };
}

const row = (person, line, kind, shown, exact) => ({
  customerId: person.customerId, subscriberId: line.subscriberId, name: person.name, matched: { kind, shown },
  state: line.state, number: `${line.msisdn.slice(0, 4)}****${line.msisdn.slice(-3)}`, offering: line.offering.code, certainty: exact ? 'exact' : 'partial',
});

function byDigits(state, digits) {
  const out = [];
  for (const person of state.people) {
    for (const line of person.lines) {
      if (line.msisdn.includes(digits)) out.push(row(person, line, 'msisdn', `+${line.msisdn}`, line.msisdn === digits));
      else if (line.iccid.startsWith(digits)) out.push(row(person, line, 'iccid', line.iccid, line.iccid === digits));
    }
  }
  return out;
}

function byName(state, text) {
  const people = state.people.filter((person) => fold(person.name).includes(text) || person.contract.toLowerCase().includes(text));
  return people.map((person) => row(person, person.lines[0], fold(person.name).includes(text) ? 'name' : 'contract', fold(person.name).includes(text) ? person.name : person.contract, fold(person.name) === text));
}
