import { Rows } from '../../sim/rows.ts';
import type { Simulation } from '../../sim/simulation.ts';
import {
  EVENT_CAUSES,
  type EventCause,
  SITE_EVENT_COLUMNS,
  SITE_EVENTS,
  type SiteEventColumn,
} from '../results.ts';

export type SiteEvent = (typeof SITE_EVENTS)[number];

/** What concerns no site, or no synchronization. */
const NONE = -1;

/** What few events have to say beside: numbers and words of SITE_EVENT_COLUMNS. */
export interface EventAddition {
  readonly full?: number;
  readonly content?: number;
  readonly cause?: EventCause;
}

/** What an administrator would see in the status messages of the sites: one row per event. */
export class SiteEvents {
  readonly rows: Rows<SiteEventColumn>;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.rows = new Rows<SiteEventColumn>(SITE_EVENT_COLUMNS, simulation.state, 'site events');
  }

  /** `subject`: a server's, site's, deployment's, package's or action's number, or −1; `detail`: a count or bytes. */
  note(
    event: SiteEvent,
    subject: number,
    detail: number,
    site: number = NONE,
    { full = NONE, content = NONE, cause }: EventAddition = {},
  ): void {
    const why = cause === undefined ? NONE : EVENT_CAUSES.indexOf(cause);
    const code = SITE_EVENTS.indexOf(event);
    this.rows.add(this.#simulation.nowMs, site, code, subject, detail, full, content, why);
  }
}
