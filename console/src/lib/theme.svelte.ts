// Light, dark, or as the system says; the choice is remembered.

export type Theme = 'system' | 'light' | 'dark';
const remembered = 'abonent.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

let chosen = $state<Theme>(read());
let systemDark = $state(system.matches);
system.addEventListener('change', (change) => (systemDark = change.matches));

function read(): Theme {
  const text = localStorage.getItem(remembered);
  return text === 'light' || text === 'dark' ? text : 'system';
}

export const theme = (): Theme => chosen;
export const isDark = (): boolean => (chosen === 'system' ? systemDark : chosen === 'dark');

export function applyTheme(): void {
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function chooseTheme(next: Theme): void {
  chosen = next;
  if (next === 'system') localStorage.removeItem(remembered);
  else localStorage.setItem(remembered, next);
  applyTheme();
}
