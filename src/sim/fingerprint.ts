import type { StateBook } from './state.ts';

/**
 * A running hash of (time, kind, entity, argument) over the events that changed model state: two runs with the same
 * fingerprint went through the same history. Kinds enter by the hash of their name, so that declaring a new kind
 * leaves the fingerprint of unchanged histories as it was.
 */
export class Fingerprint {
  a = 0x9e3779b9 | 0;
  b = 0x85ebca6b | 0;

  constructor(book: StateBook) {
    book.own('fingerprint', this, ['a', 'b']);
  }

  add(timeMs: number, kindHash: number, entity: number, argument: number): void {
    const timeHigh = (timeMs / 4294967296) | 0;
    let a = Math.imul(this.a ^ (timeMs | 0), 0x85ebca6b);
    a = (a << 13) | (a >>> 19);
    let b = Math.imul(this.b ^ kindHash ^ timeHigh, 0xc2b2ae35);
    b = (b << 17) | (b >>> 15);
    this.a = Math.imul(a ^ entity, 0x27d4eb2f) + b;
    this.b = Math.imul(b ^ (argument + 0x165667b1), 0x9e3779b1) + a;
  }

  /** Sixteen hexadecimal digits. */
  toString(): string {
    return fingerprintText(this.a, this.b);
  }
}

export function fingerprintText(a: number, b: number): string {
  return hex(a) + hex(b);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** A 32-bit hash of a short text: FNV-1a over UTF-16 units. Stable for ever: fingerprints depend on it. */
export function hashOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
