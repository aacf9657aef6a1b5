import { Rows } from '../../sim/rows.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { SITE_EVENTS, type SiteEventColumn } from '../results.ts';

export type SiteEvent = (typeof SITE_EVENTS)[number];

/** What an administrator would see in the site's status messages: one row per event. */
export class SiteEvents {
  readonly rows: Rows<SiteEventColumn>;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.rows = new Rows<SiteEventColumn>(
      ['t', 'code', 'subject', 'detail'],
      simulation.state,
      'site events',
    );
  }

  /** `subject`: a server's, deployment's or action's number, or −1; `detail`: a count or bytes. */
  note(event: SiteEvent, subject: number, detail: number): void {
    this.rows.add(this.#simulation.nowMs, SITE_EVENTS.indexOf(event), subject, detail);
  }
}
