import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { ClientContext } from './client-context.ts';
import type { Clients } from './clients.ts';
import { type ScanAgent, Trigger } from './scan-agent.ts';
import { ScanSchedule } from './scan-schedule.ts';
import { UserCycle } from './user-cycle.ts';

/**
 * The scans of a client that come by themselves, without a deployment: the first one within two hours of the site's
 * policy (seed 002, scan process), then those of the scan schedule and of the re-evaluation schedule, and those that
 * users start (seed 002, scan types).
 */
export class ScanCalendar {
  readonly schedule: ScanSchedule;
  readonly reevaluation: ScanSchedule;
  /** Scan cycle, deployment evaluation cycle. */
  readonly cycles: readonly UserCycle[];
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #scans: ScanAgent;
  readonly #ttlMs: number;
  readonly #firstDelay: Sampler;
  readonly #firstDue: EventKind;

  constructor(context: ClientContext, scans: ScanAgent) {
    const { scenario, simulation, luck, clients } = context;
    const settings = scenario.clientSettings;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#scans = scans;
    this.#ttlMs = settings.scanTtlMs;
    this.schedule = new ScanSchedule(context, scans, {
      name: 'scan schedule',
      trigger: Trigger.schedule,
      intervalMs: settings.scanIntervalMs,
      jitter: settings.scanJitter,
    });
    this.reevaluation = new ScanSchedule(context, scans, {
      name: 're-evaluation schedule',
      trigger: Trigger.reevaluation,
      intervalMs: settings.reevaluationIntervalMs,
      jitter: settings.reevaluationJitter,
    });
    this.cycles = [
      new UserCycle(context, scans, {
        name: 'scan cycle',
        trigger: Trigger.scanCycle,
        times: scenario.groups.map(({ scanCycle }) => scanCycle),
      }),
      new UserCycle(context, scans, {
        name: 'deployment evaluation cycle',
        trigger: Trigger.evaluationCycle,
        times: scenario.groups.map(({ evaluationCycle }) => evaluationCycle),
      }),
    ];
    this.#firstDelay = new Sampler(settings.firstScanDelay, luck.key('first scan delay'));
    this.#firstDue = simulation.declare({
      name: 'first scan: due',
      of: 'client',
      phase: Phase.activity,
      owner: this as ScanCalendar,
      entityCount: clients.count,
      run: ScanCalendar.prototype.onFirstDue,
    });
  }

  /** Users of all clients, old and new, start their cycles at their own rate. */
  begin(): void {
    for (const { acts } of this.cycles) acts.begin();
  }

  /** A client long in operation: returns when its last online scan before the start was. */
  beginSteady(client: number): number {
    const scheduleMs = this.schedule.beginSteady(client);
    const reevaluationMs = this.reevaluation.beginSteady(client);
    const firstMs = Math.min(scheduleMs, reevaluationMs);
    const secondMs = Math.max(scheduleMs, reevaluationMs);
    return secondMs - firstMs > this.#ttlMs ? secondMs : firstMs;
  }

  /** A new client: its first scan within two hours from now, then one every interval. */
  beginWithFirstScan(client: number): void {
    const delayMs = this.#clients.sampleMs(this.#firstDelay, client, 0);
    this.#firstDue.at(this.#simulation.nowMs + Math.max(1, delayMs), client);
  }

  onFirstDue(client: number): void {
    this.#scans.request(client, Trigger.firstScan, 0);
    this.schedule.beginNow(client);
    this.reevaluation.beginNow(client);
  }
}
