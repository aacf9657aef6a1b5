import type { WatchedEvent } from '../../sim/simulation.ts';
import { Enforcement } from '../client/enforcement.ts';
import { isRestartPending, stateOf, subjectOf, topicOf } from '../client/message-pool.ts';
import { Standing, standingOf } from '../client/standing.ts';
import type { Scenario } from '../scenario.ts';
import { Compliance } from '../updates/update-states.ts';
import type { FleetParts } from '../wiring/parts.ts';
import type {
  ClientFacts,
  DeploymentFacts,
  MessageFacts,
  ScanFacts,
  Surroundings,
  UpdateFacts,
  WorkFacts,
} from './client-facts.ts';
import { PresenceCopy } from './presence-copy.ts';

/** Marks that follow from others: no story tells them. */
const SILENT_BITS =
  Enforcement.everCompliant | Enforcement.underWay | Enforcement.everMember | Enforcement.compliantLate;

/** Reads the facts of one client from the parts of its fleet, and changes nothing. */
export class ClientReader {
  readonly presence: PresenceCopy;
  readonly #parts: FleetParts;
  readonly #client: number;
  #next: WatchedEvent | null = null;

  constructor(scenario: Scenario, replication: number, parts: FleetParts, client: number) {
    this.#parts = parts;
    this.#client = client;
    this.presence = new PresenceCopy(scenario, replication, parts, client);
  }

  /**
   * What holds at an instant, which has to be the one that the fleet has reached or one before its next event. `next`: that
   * event where it is being told, for its timer has forgotten by then when it was due.
   */
  factsAt(atMs: number, next: WatchedEvent | null = null): ClientFacts {
    this.#next = next !== null && next.kind.of === 'client' && next.entity === this.#client ? next : null;
    const { lifetimes, memberships, policy, messages } = this.#parts;
    const client = this.#client;
    return {
      machine: this.presence.machineAt(atMs),
      machineUntilMs: this.presence.changesAfterMs(atMs),
      isInFleet: lifetimes.isInFleet(client),
      hasLeft: lifetimes.hasLeft(client),
      isKnownToSite: memberships.isKnown(client),
      isEnabled: policy.enabled[client] === 1,
      scan: this.#scan(),
      work: this.#work(),
      updates: this.#updates(),
      deployments: this.#deployments(),
      messageSerial: messages.serial[client]!,
      sentSerial: messages.sentSerial[client]!,
      isPosting: messages.posting[client] === 1,
      outbox: this.#outbox(),
    };
  }

  /** `point`: index into `softwareUpdatePoints`. */
  surroundingsAt(atMs: number, point: number): Surroundings {
    const { selection, servers, updatePoints, windows, machines } = this.#parts;
    const client = this.#client;
    const has = selection.hasPoint(client);
    const calendar = windows.of(client);
    return {
      waitingAtPoint: has ? servers.stations.waitingCount(point) : 0,
      queueLimitAtPoint: has ? servers.stations.queueLimits[point]! : 0,
      isPointDown: has && updatePoints.isDown(point),
      isPointReachable: has && updatePoints.isReachable(point, client),
      window:
        calendar === null
          ? null
          : { remainingMs: calendar.remainingMs(atMs), nextMs: calendar.nextStartMs(atMs) },
      isBlocked: machines.isBlocked(client),
    };
  }

  #due(dueMs: number, timer: string): number {
    return dueMs === Infinity && this.#next?.kind.name === timer ? this.#next.timeMs : dueMs;
  }

  #scan(): ScanFacts {
    const { scans, selection } = this.#parts;
    const client = this.#client;
    return {
      running: scans.running[client]!,
      waiting: scans.waiting[client]!,
      failed: scans.failed[client]!,
      stage: scans.stage[client]!,
      kind: scans.kind[client]!,
      point: selection.hasPoint(client) ? selection.pointOf[client]! : -1,
      pointToTry: selection.pointToTry[client]!,
      lastOnlineMs: scans.lastOnlineMs[client]!,
      metadataVersion: scans.metadataVersion[client]!,
      refusalCount: scans.refusalCount[client]!,
      retryMs: this.#due(scans.retryMs(client), 'scan: retry'),
    };
  }

  #work(): WorkFacts {
    const { downloads, transfers, installation, windowGate, restart, writeFilters } = this.#parts;
    const { orchestrationMember, orchestrationGroups, clients } = this.#parts;
    const client = this.#client;
    const hasFilter = clients.groups[clients.groupOf[client]!]!.writeFilter !== null;
    const isMember = orchestrationMember.stage.length > 0 && orchestrationGroups.numberOf(client) >= 0;
    return {
      downloadStage: downloads.stage[client]!,
      downloadSlot: downloads.slot[client]!,
      downloadSource: transfers.source[client]!,
      downloadRestBytes: downloads.restBytes[client]!,
      installationSlot: installation.slot[client]!,
      installationOverrun: installation.overrun[client]!,
      installationRestMs: installation.restMs[client]!,
      waitsForWindow: windowGate.isWaiting(client),
      restartStage: restart.stage[client]!,
      restartMetUser: restart.metUser[client] === 1,
      restartStepMs: this.#due(restart.stepMs(client), 'restart: next step'),
      filterPhase: hasFilter ? writeFilters.phase[client]! : -1,
      orchestrationStage: isMember ? orchestrationMember.stage[client]! : -1,
    };
  }

  #updates(): UpdateFacts[] {
    const { updates, truth, known, writeFilters } = this.#parts;
    const client = this.#client;
    return Array.from({ length: updates.slotCountOf(client) }, (_, slot) => ({
      actual: truth.actual(client, slot),
      known: truth.known(client, slot),
      stored: known.stored(client, slot),
      storedRestart: known.isRestartPending(client, slot),
      isSetAside: updates.setAside.has(client, slot),
      isInOverlay: writeFilters.overlay.has(client, slot),
    }));
  }

  #deployments(): DeploymentFacts[] {
    const { updates } = this.#parts;
    return updates.deploymentsOf(this.#client).map((deployment) => this.#deployment(deployment));
  }

  #deployment(deployment: number): DeploymentFacts {
    const { updates, truth, known, clients, memberships, deployments } = this.#parts;
    const client = this.#client;
    const group = clients.groupOf[client]!;
    const slots = deployments.slots(deployment, group);
    const standing = standingOf(truth, client, slots);
    const isEmpty = slots.length === 0;
    const isDone = (state: Compliance) => state === Compliance.notRequired || state === Compliance.installed;
    return {
      deployment,
      ...this.#times(deployment),
      bits: updates.enforcement[deployment * clients.count + client]! & ~SILENT_BITS,
      revision: updates.revisions.of(deployment, client),
      isTargeted: memberships.isTargeted(client, deployment),
      actual: isEmpty ? null : (standing & Standing.actualCompliant) !== 0,
      known: isEmpty ? null : (standing & Standing.knownCompliant) !== 0,
      stored: isEmpty ? null : slots.every((slot) => isDone(known.stored(client, slot))),
    };
  }

  #times(deployment: number): Pick<DeploymentFacts, 'availableMs' | 'deadlineMs' | 'delayMs'> {
    const { updates, times, grace } = this.#parts;
    const client = this.#client;
    if (!updates.is(deployment, client, Enforcement.policy))
      return { availableMs: Infinity, deadlineMs: Infinity, delayMs: 0 };
    return {
      availableMs: times.availableMs(client, deployment),
      deadlineMs: times.deadlineMs(client, deployment),
      delayMs: times.deadlineDelayMs(client, deployment) + grace.lengthMs(deployment),
    };
  }

  #outbox(): MessageFacts[] {
    const { messages, pool } = this.#parts;
    const last = messages.outbox[this.#client]!;
    const found: MessageFacts[] = [];
    if (last < 0) return found;
    for (let message = pool.firstOf(last); ; message = pool.next[message]!) {
      const contents = pool.contents[message]!;
      found.push({
        topic: topicOf(contents),
        subject: subjectOf(contents),
        state: stateOf(contents),
        restartPending: isRestartPending(contents),
      });
      if (message === last) return found;
    }
  }
}
