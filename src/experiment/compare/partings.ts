import type { Clients } from '../../model/client/clients.ts';
import { EventWords } from '../../model/event-words.ts';
import { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { ClientName } from './outcome-changes.ts';

/** Something that happens to a client. */
export interface ClientEvent {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  readonly text: string;
}

/** The first events in which two histories of a client differ; null: there, nothing happens to it any more. */
export interface Parting {
  readonly first: ClientEvent | null;
  readonly other: ClientEvent | null;
}

/** Of so many changes of a scenario an example is followed. */
export const EXAMPLES_MAX = 50;
/** Simulated time between two moments at which a replay can be interrupted. */
const SLICE_MS = 3_600_000;
/** How long the process is deaf to interrupts at most. */
const PAUSE_EVERY_MS = 60;

/** Runs a scenario again and keeps what happens to some clients; of those that it does not have, nothing. */
export async function historiesOf(
  scenario: Scenario,
  replication: number,
  names: readonly ClientName[],
  signal: AbortSignal,
): Promise<ClientEvent[][]> {
  const fleet = new Fleet(scenario, replication);
  const words = new EventWords(scenario, fleet.parts);
  const histories: ClientEvent[][] = names.map(() => []);
  const ofClient = new Map(
    names.map((name, at) => [clientOf(scenario, fleet.parts.clients, name), histories[at]!]),
  );
  fleet.watch((event) => {
    if (event.kind.silent === true) return;
    const history = ofClient.get(words.clientOf(event));
    const epochMs = scenario.startEpochMs + event.timeMs;
    history?.push({ epochMs, text: words.text(event) });
  });
  let pausedMs = performance.now();
  for (let untilMs = 0; untilMs < scenario.horizonMs; ) {
    untilMs = Math.min(untilMs + SLICE_MS, scenario.horizonMs);
    fleet.run(untilMs);
    if (performance.now() - pausedMs < PAUSE_EVERY_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    pausedMs = performance.now();
  }
  return histories;
}

/** Where two histories of a client part; null: they do not. */
export function partingOf(first: readonly ClientEvent[], other: readonly ClientEvent[]): Parting | null {
  let at = 0;
  while (at < first.length && isSame(first[at]!, other[at])) at++;
  if (at === first.length && at === other.length) return null;
  return { first: first[at] ?? null, other: other[at] ?? null };
}

function isSame(first: ClientEvent, other: ClientEvent | undefined): boolean {
  return first.epochMs === other?.epochMs && first.text === other.text;
}

/** −1: there is none of this name. */
function clientOf(
  { groups }: Scenario,
  clients: Clients,
  { group, numberInGroup, build }: ClientName,
): number {
  for (let client = 0; client < clients.count; client++) {
    if (clients.machineOf(client) !== numberInGroup || clients.buildOf(client) !== build) continue;
    if (groups[clients.groupOf[client]!]!.name === group) return client;
  }
  return -1;
}
