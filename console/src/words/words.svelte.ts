// The language the console speaks. English comes with the page; another is fetched when chosen. Only the choice is
// remembered in the browser.
import { en } from './en/words';

export type Words = typeof en;
export type Language = 'en' | 'ru' | 'pl';

export const languages: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ru', name: 'Русский' },
  { code: 'pl', name: 'Polski' },
];

const remembered = 'abonent.language';
const locales: Record<Language, string> = { en: 'en-GB', ru: 'ru', pl: 'pl' };

let current = $state.raw<Words>(en);
let language = $state<Language>('en');

export const t = (): Words => current;
export const locale = (): string => locales[language];
export const spoken = (): Language => language;

async function load(code: Language): Promise<Words> {
  switch (code) {
    case 'en':
      return en;
    case 'ru':
      return (await import('./ru/words')).ru;
    case 'pl':
      return (await import('./pl/words')).pl;
  }
}

export async function speak(code: Language): Promise<void> {
  current = await load(code);
  language = code;
  document.documentElement.lang = code;
  localStorage.setItem(remembered, code);
}

// What was chosen before, else the first of the browser's languages that we have.
export async function speakAsBefore(): Promise<void> {
  const wanted = [localStorage.getItem(remembered), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  const code = wanted.find((tag) => languages.some((one) => one.code === tag)) as Language | undefined;
  if (!code || code === 'en') return;
  current = await load(code);
  language = code;
  document.documentElement.lang = code;
}
