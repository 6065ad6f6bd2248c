// Counted things with the plural rules of the language: Polish and Russian need more forms than English.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

// `#` stands for the number, written as the language groups digits.
export function plural(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count).replace(/\s/g, '\u00a0'));
}

// A heading's words within a sentence: `Bill or charge` begins small, `SIM or phone` does not.
export const inSentence = (text: string): string => (/^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
