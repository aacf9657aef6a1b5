import type { Status } from '../../src/model/site/state/deployment-status.ts';

type StatusName = keyof typeof Status;

/**
 * The table of MA-STATUS in docs/model.md, by the documented ids of the last stored states (0: none): the status of a
 * deployment, 300 to 302, at a client whose scans are in a state of 501.
 */
export function statusBy(
  compliance: number,
  enforcement: number,
  evaluation: number,
  scan: number,
): StatusName {
  if (compliance === 1 || enforcement === 4) return 'success';
  if (enforcement === 6 || enforcement === 9 || evaluation === 3 || scan === 5) return 'error';
  return [1, 2, 3, 5, 7, 8, 10, 11, 12].includes(enforcement) ? 'inProgress' : 'unknown';
}
