import { Topic } from '../../../src/model/topics.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
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
    if (sum(['shownRequired', 'shownNotRequired', 'shownInstalled', 'shownUnknown']) !== clients) {
      yield `${name}: shown`;
    }
  }
}

/** One string per client and update that the primary site's counts speak of, told from both worlds. */
function* wrongRecount({ fleet, witness, scenario }: Story): Iterable<string> {
  const { clients, updates, truth, known, knowledge, tree } = fleet.parts;
  const { updateCompliance } = knowledge;
  const lost = new Set(
    witness.lost
      .filter(({ topic }) => topic === Topic.updateDetection)
      .map(({ client, subject }) => `${client} ${subject}`),
  );
  const tellings = [
    'no',
    'installed',
    'open',
    'waits',
    'newer',
    'gone',
    'unseen',
    'on its way',
    '',
    'damaged',
  ];
  const found = new Map<number, number[]>();
  const failed = new Map<number, number>();
  for (let client = 0; client < clients.count; client++) {
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const cell = updateCompliance.cell(0, clients.groupOf[client]!, slot);
      const states = found.get(cell) ?? tellings.map(() => 0);
      found.set(cell, states);
      const isDamaged = lost.has(`${client} ${slot}`);
      const told = tell(
        known.stored(client, slot),
        truth.actual(client, slot),
        truth.known(client, slot),
        isDamaged,
      );
      states[tellings.indexOf(told)]!++;
      if (told === 'unseen' && updateCompliance.failed[client] === 1)
        failed.set(cell, (failed.get(cell) ?? 0) + 1);
    }
  }
  for (const [cell, states] of found) {
    const counted = states.map((_, standing) => updateCompliance.count(cell, standing as never));
    if (counted.join() !== states.join()) yield `cell ${cell}: ${counted} counted, ${states} there`;
    if (updateCompliance.failedCount[cell] !== (failed.get(cell) ?? 0)) yield `cell ${cell}: failed scans`;
  }
  if (tree.primaryOfGroup.length !== scenario.groups.length) yield 'groups without a site';
}

function tell(stored: Compliance, actual: Actual, knows: Compliance, isDamaged: boolean): string {
  if (stored === Compliance.notRequired) return 'no';
  if (stored === Compliance.installed) return 'installed';
  if (stored === Compliance.unknown) {
    if (knows === Compliance.unknown) return 'unseen';
    return isDamaged ? 'damaged' : 'on its way';
  }
  if (actual === Actual.installed) return 'newer';
  if (actual === Actual.pendingRestart) return 'waits';
  return actual === Actual.notRequired ? 'gone' : 'open';
}
