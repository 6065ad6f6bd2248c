// The keyboard: single keys outside inputs (a person can switch them off), and Ctrl+K everywhere.

const remembered = 'abonent.single-keys';
let on = $state(localStorage.getItem(remembered) !== 'off');

export const singleKeysOn = (): boolean => on;

export function switchSingleKeys(to: boolean): void {
  on = to;
  localStorage.setItem(remembered, to ? 'on' : 'off');
}

export interface Keys {
  search: () => void;
  help: () => void;
  goTo: (letter: string) => void;
  note: () => void;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

let goPressed = 0;
const goWithinMs = 1200; // `g` and then a letter

export function handleKey(event: KeyboardEvent, keys: Keys): void {
  if (document.querySelector('dialog[open]')) return;
  if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
    event.preventDefault();
    return keys.search();
  }
  if (!on || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = single(event, keys);
  if (!action) return;
  event.preventDefault();
  action();
}

// `code` for letters, so that the keys work in the Russian layout too; `key` for / and ?, which move about.
function single(event: KeyboardEvent, keys: Keys): (() => void) | null {
  const afterGo = event.timeStamp - goPressed < goWithinMs;
  goPressed = 0;
  if (afterGo && /^Key[CSA]$/.test(event.code)) return () => keys.goTo(event.code.slice(3).toLowerCase());
  if (event.key === '?' || (event.code === 'Slash' && event.shiftKey)) return keys.help;
  if (event.key === '/' || event.code === 'Slash') return keys.search;
  if (event.code === 'KeyN' && !event.shiftKey) return keys.note;
  if (event.code === 'KeyG' && !event.shiftKey) goPressed = event.timeStamp;
  return null;
}
