import { Rows } from '../../sim/rows.ts';
import { Enforcement, TO_INSTALL } from '../client/client-updates.ts';
import { hasAnyPoint } from '../client/policy-agent.ts';
import { CLIENT_OUTCOMES, type GroupOutcomes, UNFINISHED_CAUSES, type UnfinishedColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { ClientParts } from './client-rows.ts';

export type Cause = (typeof UNFINISHED_CAUSES)[number];

const CODE = Object.fromEntries(CLIENT_OUTCOMES.map((outcome, code) => [outcome, code])) as Record<
  (typeof CLIENT_OUTCOMES)[number],
  number
>;

/** How every client stands to every deployment at the end: by deployment, group and build. */
export function clientOutcomes({ groups, deployments }: Scenario, parts: ClientParts): GroupOutcomes[] {
  const { clients, lifetimes, memberships } = parts;
  const buildCounts = new Int32Array(groups.length).fill(1);
  for (let client = 0; client < clients.count; client++) {
    const group = clients.groupOf[client]!;
    buildCounts[group] = Math.max(buildCounts[group]!, clients.buildOf(client) + 1);
  }
  const found = deployments.map((_, deployment) =>
    groups.map(({ count }, group) =>
      Array.from(
        { length: buildCounts[group]! },
        (_, build): GroupOutcomes => ({ deployment, group, build, outcomes: new Uint8Array(count) }),
      ),
    ),
  );
  for (let client = 0; client < clients.count; client++) {
    const group = clients.groupOf[client]!;
    const build = clients.buildOf(client);
    const machine = clients.machineOf(client);
    const put = (deployment: number, code: number) => {
      found[deployment]![group]![build]!.outcomes[machine] = code;
    };
    for (let deployment = 0; deployment < deployments.length; deployment++)
      if (lifetimes.isInFleet(client)) put(deployment, CODE.notTargeted);
    for (const deployment of memberships.deploymentsOf(client))
      put(deployment, outcomeOf(deployment, client, parts));
  }
  return found.flat(2);
}

/** Where the targeted clients stand that are not compliant: by deployment, group and the first cause that holds. */
export function unfinishedRows(
  { groups, deployments }: Scenario,
  outcomesOfGroups: readonly GroupOutcomes[],
): Rows<UnfinishedColumn> {
  const causeCount = UNFINISHED_CAUSES.length;
  const firstCode = CLIENT_OUTCOMES.length - causeCount;
  const counts = new Int32Array(deployments.length * groups.length * causeCount);
  for (const { deployment, group, outcomes } of outcomesOfGroups) {
    const first = (deployment * groups.length + group) * causeCount - firstCode;
    for (const code of outcomes) if (code >= firstCode) counts[first + code]!++;
  }
  const rows = new Rows<UnfinishedColumn>(['deployment', 'group', 'cause', 'count']);
  counts.forEach((count, at) => {
    if (count === 0) return;
    const cell = Math.floor(at / causeCount);
    rows.add(Math.floor(cell / groups.length), cell % groups.length, at % causeCount, count);
  });
  return rows;
}

/** Of a client that its site has as a member. */
function outcomeOf(deployment: number, client: number, parts: ClientParts): number {
  const { clients, lifetimes, updates } = parts;
  // Before its updates are chosen there is nothing to comply with.
  const isEmpty = updates.deployments.isEmpty(deployment, clients.groupOf[client]!);
  if (lifetimes.hasLeft(client)) return isEmpty ? CODE.notInFleet : CODE.left;
  if (isEmpty) return CODE.notTargeted;
  const cause = causeOf(deployment, client, parts);
  if (cause !== null) return CODE[cause];
  return updates.is(deployment, client, Enforcement.compliantLate)
    ? CODE.compliantLate
    : CODE.compliantInTime;
}

/** What has to come before the client installs: the deadline, or, where there is none, its user. */
function waitsFor(deployment: number, group: number, { clients, updates }: ClientParts): Cause {
  const { revisions } = updates.deployments;
  const revision = updates.deployments.revisionFor(deployment, group);
  const deadlineMs = revisions.deadlineMs(revision, clients.groups[group]!.zone);
  return deadlineMs === Infinity ? 'waitingForUser' : 'waitingForDeadline';
}

/**
 * Why a client is not compliant with a deployment: the first of UNFINISHED_CAUSES that holds; null if it is. `only`: the
 * slots of the updates that are asked about; null: all of the deployment.
 */
export function causeOf(
  deployment: number,
  client: number,
  parts: ClientParts,
  only: readonly number[] | null = null,
): Cause | null {
  const { clients, siteDeployments, updates, scans, downloads, installation, restart, machines } = parts;
  const group = clients.groupOf[client]!;
  let lacking = 0;
  let waiting = 0;
  let unknown = 0;
  let pruned = 0;
  let uncached = 0;
  let setAside = 0;
  // What it holds at its site, as everybody is counted by it: the client's policy may be an older one.
  for (const slot of only ?? updates.deployments.slots(deployment, group)) {
    const actual = updates.states.actual(client, slot);
    if (actual === Actual.pendingRestart) waiting++;
    if (actual !== Actual.required && actual !== Actual.cached) continue;
    lacking++;
    if (actual === Actual.required) uncached++;
    if (updates.setAside.has(client, slot)) setAside++;
    const known = updates.states.known(client, slot);
    if (known === Compliance.unknown) unknown++;
    else if (known !== Compliance.required && !updates.setAside.has(client, slot)) pruned++;
  }
  if (lacking + waiting === 0) return null;
  const { updatePoints } = clients.groups[group]!;
  if (updatePoints === null) return 'updatesDisabled';
  if (!hasAnyPoint(updatePoints)) return 'noUpdatePoint';
  if (!siteDeployments.exists(deployment, updates.deployments.topOfGroup[group]!)) return 'notDeployed';
  if (!updates.is(deployment, client, Enforcement.policy)) return 'neverReachedPolicy';
  if (lacking === 0 || restart.isPending(client)) return 'pendingRestart';
  if (installation.isInstalling(client)) return 'installing';
  if (pruned === lacking) return 'superseded';
  if (unknown > 0 && !scans.isScanning(client)) return 'updateUnknownToClient';
  if (uncached > 0 && downloads.isWaitingForContent(client)) return 'waitingForContent';
  if (uncached > 0 && downloads.isDownloading(client)) return 'downloading';
  if (!updates.is(deployment, client, TO_INSTALL)) return waitsFor(deployment, group, parts);
  const window = causeOfWindows(deployment, client, parts, only);
  if (window !== null) return window;
  if (setAside === lacking) return 'waitingForReevaluation';
  if (!machines.isReachable(client) && !scans.isScanning(client)) return 'absentSinceDeadline';
  return scans.isBusy(client) ? 'scanning' : 'required';
}

/** Whether what is in the cache waits for a maintenance window, and whether one will come that is long enough. */
function causeOfWindows(
  deployment: number,
  client: number,
  parts: ClientParts,
  only: readonly number[] | null,
): Cause | null {
  const { updates, windowGate, writeFilters } = parts;
  const slots = updates
    .slotsOf(deployment, client)
    .filter((slot) => updates.isRequired(client, slot, Actual.cached) && (only?.includes(slot) ?? true));
  if (slots.some((slot) => writeFilters.isWithoutHope(client, slot))) return 'noWindowLongEnough';
  if (slots.some((slot) => writeFilters.isWaiting(client, slot))) return 'waitingForWindow';
  if (!windowGate.isWaiting(client)) return null;
  if (slots.some((slot) => windowGate.isWithoutHope(client, slot))) return 'noWindowLongEnough';
  return slots.some((slot) => !windowGate.admits(client, slot)) ? 'waitingForWindow' : null;
}
