// A small history router: ordinary links work, Back works, and addresses carry opaque ids only.

let path = $state(location.pathname);
let query = $state.raw(new URLSearchParams(location.search));
let moved = false;

export const here = (): string => path;
export const asked = (name: string): string => query.get(name) ?? '';
// False until the first move inside the console: the browser places focus on a fresh page itself.
export const hasMoved = (): boolean => moved;

export function go(to: string, options: { replace?: boolean } = {}): void {
  const target = new URL(to, location.origin);
  const samePage = target.pathname === path;
  if (options.replace) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  arrive(!samePage);
}

function arrive(newPage: boolean): void {
  path = location.pathname;
  query = new URLSearchParams(location.search);
  if (!newPage) return;
  moved = true;
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // the new heading takes focus
  document.querySelector('main')?.scrollTo(0, 0);
}

window.addEventListener('popstate', () => arrive(true));

// Given to the document: turns clicks on our own links into moves; leaves new tabs and downloads alone.
export function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

// `/subscribers/42` against `/subscribers/:id` gives `42`.
export function match(pattern: string, at: string): string | null {
  const [head, tail] = pattern.split(':id');
  if (tail === undefined || !at.startsWith(head!) || !at.endsWith(tail)) return null;
  const id = at.slice(head!.length, at.length - tail.length);
  return id && !id.includes('/') ? decodeURIComponent(id) : null;
}
