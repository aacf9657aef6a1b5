import type { Absence } from '../scenario.ts';

/**
 * A part of the client that has work which absence interrupts. `docs/model.md` has the table of what each absence does
 * to each kind of work; `test/model/interruptions.test.ts` has one test per cell.
 */
export interface Agent {
  /** Whether the client has work of this kind begun, or waiting for its return. */
  isBusy(client: number): boolean;
  /** The client goes away. */
  onLeave(client: number, absence: Absence): void;
  /** The client is back. */
  onReturn(client: number, absence: Absence): void;
}
