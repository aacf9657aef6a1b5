import { Rows } from '../../sim/rows.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { SITE_EVENTS, type SiteEventColumn } from '../results.ts';

export type SiteEvent = (typeof SITE_EVENTS)[number];

/** What concerns no site, or no synchronization. */
const NONE = -1;

/** What an administrator would see in the status messages of the sites: one row per event. */
export class SiteEvents {
  readonly rows: Rows<SiteEventColumn>;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.rows = new Rows<SiteEventColumn>(
      ['t', 'site', 'code', 'subject', 'detail', 'full'],
      simulation.state,
      'site events',
    );
  }

  /**
   * `subject`: a server's, site's, deployment's, package's or action's number, or −1; `detail`: a count or bytes; `full`: 1 for a
   * full synchronization, 0 for a delta one.
   */
  note(event: SiteEvent, subject: number, detail: number, site: number = NONE, full: number = NONE): void {
    this.rows.add(this.#simulation.nowMs, site, SITE_EVENTS.indexOf(event), subject, detail, full);
  }
}
