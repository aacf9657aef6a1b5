/** Values a component may keep as mutable state: flat buffers and plain numbers, so that copying is exact. */
type StateValue = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | number;

/** A copy of every registered field, by `component.field`. Plain data: it can cross a worker boundary. */
export type Snapshot = ReadonlyMap<string, StateValue>;

interface Registration {
  readonly component: Record<string, StateValue>;
  readonly fields: readonly string[];
}

/**
 * All mutable state of one run, by name. Every component of a simulation registers the fields that change while it
 * runs; nothing that changes may live outside. Saving copies the fields, restoring puts copies back, and a run that
 * was restored goes on exactly as one that was never stopped.
 *
 * Fields must be typed arrays or numbers. A field that is not registered is not restored: the test
 * "a state copied at mid-run and run on equals the whole run" is what notices.
 */
export class StateBook {
  readonly #registrations = new Map<string, Registration>();

  /** Registers `fields` of `component` under `name`. Throws when the name is taken. */
  own<C extends object>(name: string, component: C, fields: readonly (keyof C & string)[]): void {
    if (this.#registrations.has(name)) throw new Error(`state of "${name}" is registered twice`);
    this.#registrations.set(name, { component: component as Record<string, StateValue>, fields });
  }

  /** Copies every registered field. */
  save(): Snapshot {
    const snapshot = new Map<string, StateValue>();
    for (const [name, { component, fields }] of this.#registrations) {
      for (const field of fields) snapshot.set(`${name}.${field}`, copyOf(component[field]!));
    }
    return snapshot;
  }

  /** Puts copies of the saved fields back. Throws when the snapshot is of a simulation built otherwise. */
  restore(snapshot: Snapshot): void {
    let fieldCount = 0;
    for (const [name, { fields }] of this.#registrations) {
      for (const field of fields) {
        fieldCount++;
        if (!snapshot.has(`${name}.${field}`)) throw new Error(`the snapshot has no "${name}.${field}"`);
      }
    }
    if (fieldCount !== snapshot.size) {
      throw new Error(`the snapshot has ${snapshot.size} fields, this simulation ${fieldCount}`);
    }
    for (const [name, { component, fields }] of this.#registrations) {
      for (const field of fields) component[field] = copyOf(snapshot.get(`${name}.${field}`)!);
    }
  }

  /** Bytes held in registered buffers: what a run's state costs in memory. */
  get bytes(): number {
    let bytes = 0;
    for (const { component, fields } of this.#registrations.values()) {
      for (const field of fields) {
        const value = component[field]!;
        bytes += typeof value === 'number' ? 8 : value.byteLength;
      }
    }
    return bytes;
  }
}

function copyOf(value: StateValue): StateValue {
  return typeof value === 'number' ? value : value.slice();
}
