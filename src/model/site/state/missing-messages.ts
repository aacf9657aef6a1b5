import { Phase } from '../../../sim/phase.ts';
import type { Simulation, Timer } from '../../../sim/simulation.ts';
import type { Clients } from '../../client/clients.ts';
import type { Scenario, StateSystem } from '../../scenario.ts';
import type { SiteTree } from '../site-tree.ts';

const Gap = { none: 0, open: 1, asked: 2 } as const;

/**
 * The gaps in the serial numbers of each client's messages, as its primary site sees them. A gap that is 48 hours old
 * at a check makes the site ask the client for a full report, which closes it; while none comes through the site asks
 * again, at first soon, then more and more rarely (domain, gap detection and Retry Config; MA-RESYNC). Where every file
 * can be read no number is ever missing, and nothing is kept.
 */
export class MissingMessages {
  /** Per client: the serial number that its next message should have. */
  expected: Uint32Array;
  /** Per client: `Gap`; from `asked` on one more for each request, as long as the waits between them differ. */
  stage: Uint8Array;
  openCount = 0;
  requestedCount = 0;
  closedCount = 0;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #settingsOfGroup: readonly StateSystem[];
  readonly #check: Timer;
  #request: (client: number) => void = () => {};

  constructor(scenario: Scenario, simulation: Simulation, clients: Clients, tree: SiteTree) {
    this.#simulation = simulation;
    this.#clients = clients;
    this.#settingsOfGroup = tree.primaryOfGroup.map((site) => scenario.sites[site]!.stateSystem!);
    const count = filesGetLost(scenario) ? clients.count : 0;
    this.expected = new Uint32Array(count);
    this.stage = new Uint8Array(count);
    simulation.state.own('missing messages', this, [
      'expected',
      'stage',
      'openCount',
      'requestedCount',
      'closedCount',
    ]);
    this.#check = simulation.declareTimer({
      name: 'site: asks for a resynchronization',
      of: 'client',
      phase: Phase.activity,
      owner: this as MissingMessages,
      entityCount: Math.max(1, count),
      run: MissingMessages.prototype.onCheck,
    });
  }

  /** `request`: the site asks the client for a full report, by policy. */
  connect(request: (client: number) => void): void {
    this.#request = request;
  }

  /** A file has been read: messages from `firstSerial` on, the end of a full report among them or not. */
  fileRead(client: number, firstSerial: number, count: number, endsReport: boolean): void {
    if (this.expected.length === 0) return;
    const isGap = firstSerial > this.expected[client]!;
    this.expected[client] = firstSerial + count;
    if (endsReport) this.#close(client);
    else if (isGap) this.#open(client);
  }

  /** One that opens while another is open is asked about with that; the report will close both. */
  #open(client: number): void {
    if (this.stage[client] !== Gap.none) return;
    this.openCount++;
    this.stage[client] = Gap.open;
    const { missingMessageAgeMs, resyncCheckMs } = this.#settingsOfGroup[this.#clients.groupOf[client]!]!;
    const oldMs = this.#simulation.nowMs + missingMessageAgeMs;
    this.#check.at(Math.max(1, Math.ceil(oldMs / resyncCheckMs)) * resyncCheckMs, client);
  }

  #close(client: number): void {
    if (this.stage[client] === Gap.none) return;
    this.stage[client] = Gap.none;
    this.#check.cancel(client);
    this.openCount--;
    this.closedCount++;
  }

  /** The last of the waits repeats. */
  onCheck(client: number): void {
    const { resyncRetryMs } = this.#settingsOfGroup[this.#clients.groupOf[client]!]!;
    const wait = Math.min(this.stage[client]! - Gap.open, resyncRetryMs.length - 1);
    this.stage[client] = Gap.asked + wait;
    this.requestedCount++;
    this.#request(client);
    this.#check.at(this.#simulation.nowMs + resyncRetryMs[wait]!, client);
  }
}

/** Whether serial numbers can go missing: only a damaged file loses messages. */
export function filesGetLost({ sites }: Pick<Scenario, 'sites'>): boolean {
  return sites.some(({ stateSystem }) => (stateSystem?.corruptShare ?? 0) > 0);
}
