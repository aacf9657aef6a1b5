import type { Standing } from '../../../src/model/measures/update-compliance.ts';
import { Topic } from '../../../src/model/topics.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
import { messagesOf } from '../witness.ts';
import { type Law, rowsOf, type Story } from './story.ts';

/** What is said of each update is what a recount over the clients finds. */
export const UPDATE_LAWS: readonly Law[] = [
  {
    number: 26,
    text: 'Clients per update, stored state and reason equal a recount over the clients, and the reasons of a state add up to it.',
    broken: wrongReasons,
  },
];

const REQUIRED = [
  'notDeployed',
  'deployedNotInstalled',
  'installedWaitsForRestart',
  'installedNotYetStored',
  'noLongerRequiredNotYetStored',
] as const;
const UNKNOWN = ['notScanned', 'scanFailed', 'notYetProcessed', 'notSentByChildSite', 'corruptFile'] as const;

function* wrongReasons(story: Story): Iterable<string> {
  yield* wrongRecount(story);
  for (const row of rowsOf(story.result.updateStates)) {
    const name = `site ${row('site')}, update ${row('update')} at ${row('t')}`;
    const sum = (columns: readonly Parameters<typeof row>[0][]) =>
      columns.reduce((total, column) => total + row(column), 0);
    if (sum(REQUIRED) !== row('required')) yield `${name}: reasons of ${row('required')} required`;
    if (sum(UNKNOWN) !== row('unknown')) yield `${name}: reasons of ${row('unknown')} unknown`;
    const clients = row('clients');
    if (sum(['required', 'notRequired', 'installed', 'unknown']) !== clients) yield `${name}: stored`;
    // Who has become known or was deleted since the last summary is not among those that it counted.
    const { intervalMs } = story.scenario.sites[row('site')]!.summarization;
    if (story.fleet.parts.lifetimes.areUsed && row('t') % intervalMs !== 0) continue;
    if (sum(['shownRequired', 'shownNotRequired', 'shownInstalled', 'shownUnknown']) !== clients) {
      yield `${name}: shown`;
    }
  }
}

/** By standing: what is told of a client and an update. */
const TELLINGS = [
  'no',
  'installed',
  'open',
  'waits',
  'newer',
  'gone',
  'unseen',
  'on its way',
  'below',
  'damaged',
] as const;
type Telling = (typeof TELLINGS)[number];

/** What the counts of both levels speak of, told client by client from both worlds. */
function* wrongRecount(story: Story): Iterable<string> {
  const { fleet, witness } = story;
  const { clients, memberships, updates, truth, known, central, knowledge, tree } = fleet.parts;
  const { updateCompliance } = knowledge;
  const lost = new Set(
    witness.lost
      .filter(({ topic }) => topic === Topic.updateDetection)
      .map(({ client, subject }) => `${client} ${subject}`),
  );
  const relayed = relayedIn(story);
  const found = new Map<number, number[]>();
  const failed = new Map<number, number>();
  const count = (cell: number, client: number, told: Telling) => {
    const tellings = found.get(cell) ?? TELLINGS.map(() => 0);
    found.set(cell, tellings);
    tellings[TELLINGS.indexOf(told)]!++;
    if (told === 'unseen') failed.set(cell, (failed.get(cell) ?? 0) + updateCompliance.failed[client]!);
  };
  for (let client = 0; client < clients.count; client++) {
    if (!memberships.isKnown(client)) continue;
    const group = clients.groupOf[client]!;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const [actual, knows] = [truth.actual(client, slot), truth.known(client, slot)];
      const stored = known.stored(client, slot);
      const name = `${client} ${slot}`;
      const below = tell(stored, actual, knows, lost.has(name), relayed.has(name));
      count(updateCompliance.cell(0, group, slot), client, below);
      if (central === null || tree.centralOfGroup[group]! < 0) continue;
      const storedAbove = central.states.stored(client, slot);
      const whenUnknown = stored === Compliance.unknown ? below : 'below';
      const above =
        storedAbove === Compliance.unknown ? whenUnknown : tell(storedAbove, actual, knows, false, false);
      count(updateCompliance.cell(1, group, slot), client, above);
    }
  }
  for (const [cell, tellings] of found) {
    const counted = tellings.map((_, standing) => updateCompliance.count(cell, standing as Standing));
    if (counted.join() !== tellings.join()) yield `cell ${cell}: ${counted} counted, ${tellings} there`;
    if (updateCompliance.failedCount[cell] !== (failed.get(cell) ?? 0)) yield `cell ${cell}: failed scans`;
  }
}

/** Clients and updates of whose messages one is in a file that waits at a secondary site or is on its way from there. */
function relayedIn({ fleet }: Story): Set<string> {
  const { files } = fleet.parts;
  const { batches } = files;
  const found = new Set<string>();
  for (const site of files.waiting.firsts.keys()) {
    const walks = [files.waiting, files.sent].map(({ firsts, lasts }) =>
      filesBetween(firsts[site]!, lasts[site]!, batches.nexts),
    );
    for (const batch of walks.flat()) {
      for (const { topic, subject } of messagesOf(fleet, batches.rings[batch]!)) {
        if (topic === Topic.updateDetection) found.add(`${batches.clients[batch]} ${subject}`);
      }
    }
  }
  return found;
}

/** The files of a queue that is linked through `nexts`; a first one of −1: none. */
function filesBetween(first: number, last: number, nexts: Int32Array): number[] {
  if (first < 0) return [];
  return first === last ? [first] : [first, ...filesBetween(nexts[first]!, last, nexts)];
}

function tell(
  stored: Compliance,
  actual: Actual,
  knows: Compliance,
  isDamaged: boolean,
  isRelayed: boolean,
): Telling {
  if (stored === Compliance.notRequired) return 'no';
  if (stored === Compliance.installed) return 'installed';
  if (stored === Compliance.unknown) {
    if (knows === Compliance.unknown) return 'unseen';
    if (isDamaged) return 'damaged';
    return isRelayed ? 'below' : 'on its way';
  }
  if (actual === Actual.installed) return 'newer';
  if (actual === Actual.pendingRestart) return 'waits';
  return actual === Actual.notRequired ? 'gone' : 'open';
}
