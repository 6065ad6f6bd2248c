// Short messages after an action; read out politely, gone by themselves.

export interface Toast {
  id: number;
  tone: 'good' | 'bad' | 'neutral';
  text: string;
}

let toasts = $state.raw<Toast[]>([]);
let next = 1;
const shownMs = 6000;

export const shownToasts = (): Toast[] => toasts;

export function toast(tone: Toast['tone'], text: string): void {
  const one = { id: next++, tone, text };
  toasts = [...toasts.slice(-2), one];
  setTimeout(() => dismiss(one.id), shownMs);
}

export function dismiss(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
}
