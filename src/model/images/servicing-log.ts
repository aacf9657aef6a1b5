import { Rows } from '../../sim/rows.ts';
import type { Simulation } from '../../sim/simulation.ts';
import {
  SERVICING_LOG_COLUMNS,
  SERVICING_LOG_LINES,
  type ServicingLogColumn,
  type ServicingLogLine,
} from '../results.ts';
import type { Scenario } from '../scenario.ts';

const NONE = -1;

/** What a line speaks of, beside the image. */
export interface LineDetail {
  readonly update?: number;
  readonly bytes?: number;
  /** A Windows error, or a count. */
  readonly code?: number;
}

/** What the site writes about servicing, in the manner of OfflineServicingMgr.log (seed 001), if it is asked for. */
export class ServicingLog {
  readonly rows: Rows<ServicingLogColumn> | null;
  readonly #simulation: Simulation;

  constructor({ output, images }: Scenario, simulation: Simulation) {
    this.#simulation = simulation;
    if (!output.servicingLog) this.rows = null;
    else if (images.length === 0) this.rows = new Rows(SERVICING_LOG_COLUMNS);
    else this.rows = new Rows(SERVICING_LOG_COLUMNS, simulation.state, 'servicing log');
  }

  write(line: ServicingLogLine, image: number, detail: LineDetail = {}): void {
    const { update = NONE, bytes = NONE, code = NONE } = detail;
    const number = SERVICING_LOG_LINES.indexOf(line);
    this.rows?.add(this.#simulation.nowMs, number, image, update, bytes, code);
  }
}
