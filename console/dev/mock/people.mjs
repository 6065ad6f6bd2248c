// Invented people and their lines for the development server: the same every time, nobody real. Numbers come from
// ranges set aside for fiction or from blocks nobody was given.

const firstSeed = 20261122;
let seed = firstSeed;
export function random() {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
}
export const pick = (from) => from[Math.floor(random() * from.length)];
export const whole = (from, to) => from + Math.floor(random() * (to - from + 1));

const names = {
  ru: ['Анна Ковальская', 'Михаил Соколов', 'Екатерина Воронцова-Дашкова', 'Пётр Лебедев', 'Ольга Ёлкина', 'Иван Щукин'],
  pl: ['Zofia Wiśniewska', 'Łukasz Grzegorzewski', 'Małgorzata Żółkiewska', 'Jan Kowalczyk', 'Agnieszka Dąbrowska'],
  en: ['Harriet Blackwood', 'Tom Okafor', 'Siobhán Fitzgerald', 'George Ashworth', 'Priya Raman', 'Ed Li'],
};
const codes = { ru: '7916555', pl: '4879500', en: '4477009' };
export const offerings = [
  {
    code: 'easy_talk', name: 'Easy Talk', version: 2, kind: 'mobile', pays: 'prepaid', tariffGroup: 'prepaid_voice',
    description: 'Pay as you go: calls by the second.', monthlyFee: null,
  },
  {
    code: 'family_30', name: 'Family 30', version: 4, kind: 'mobile', pays: 'postpaid', tariffGroup: 'postpaid_bundle',
    description: '30 GB, 600 minutes, shared in the family.', monthlyFee: { value: '19.90', unit: 'EUR' },
  },
  {
    code: 'home_fiber_300', name: 'Home Fiber 300', version: 1, kind: 'fixed', pays: 'postpaid', tariffGroup: 'fixed_internet',
    description: '300 Mbit/s at home.', monthlyFee: { value: '24.50', unit: 'EUR' },
  },
];

const digits = (count) => Array.from({ length: count }, () => whole(0, 9)).join('');
export function withLuhn(body) {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return body + ((10 - (sum % 10)) % 10);
}

function line(person, index) {
  const offering = pick(offerings.slice(0, 2));
  return {
    subscriberId: String(5000 + person * 10 + index),
    kind: 'mobile',
    state: index === 0 ? (person % 9 === 7 ? 'suspended' : 'active') : 'active',
    msisdn: '',
    imsi: `26002${digits(10)}`,
    iccid: withLuhn(`897010${digits(12)}`),
    offering,
    activatedAt: new Date(Date.UTC(2019 + (person % 7), person % 12, 1 + (person % 27), 9, 30)).toISOString(),
  };
}

export function makePeople() {
  seed = firstSeed; // the same people at every start
  const people = [];
  for (const language of ['ru', 'pl', 'en']) {
    for (const name of names[language]) {
      const number = people.length + 1;
      const lines = Array.from({ length: number % 4 === 1 ? 3 : 1 }, (_, index) => line(number, index));
      lines.forEach((one, index) => (one.msisdn = `${codes[language]}${String(100 + number * 7 + index).padStart(4, '0')}`));
      people.push({
        customerId: String(1000 + number),
        name,
        language,
        segment: pick(['Families, city', 'Students', 'Small business', 'Seniors']),
        contract: `AB-${10040 + number}`,
        document: `passport …${digits(4)}`,
        email: `${language}${number}@example.com`,
        lines,
        balance: whole(-300, 6000),
        complaints: [],
        owed: null, // of whoever pays afterwards: this month, due, overdue, in cents
        timeline: [],
      });
    }
  }
  return people;
}
