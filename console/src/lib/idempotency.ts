// One key for one intention: the same body sent again (after a lost answer, a second click) carries the same key, so
// that it happens once; a changed body is a new intention, because the server refuses an old key with another body.

export class Intention {
  #key = '';
  #body = '';

  keyFor(body: unknown): string {
    const text = JSON.stringify(body);
    if (!this.#key || text !== this.#body) {
      this.#key = newUuid();
      this.#body = text;
    }
    return this.#key;
  }

  // It happened, or was refused for good: the next one is another.
  done(): void {
    this.#key = '';
  }
}

// crypto.randomUUID exists only on https and localhost; a test bench on a LAN address has neither.
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
