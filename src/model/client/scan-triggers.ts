import { SCAN_TRIGGERS } from '../results.ts';

/**
 * The seed's table of ways in which a scan starts (seed 002, scan types): online scans contact WSUS only when the last
 * online scan is older than the time to live, forced online ones always, offline ones never.
 */
export const Trigger = {
  firstScan: 1 << SCAN_TRIGGERS.indexOf('firstScan'),
  schedule: 1 << SCAN_TRIGGERS.indexOf('schedule'),
  scanCycle: 1 << SCAN_TRIGGERS.indexOf('scanCycle'),
  evaluationCycle: 1 << SCAN_TRIGGERS.indexOf('evaluationCycle'),
  reevaluation: 1 << SCAN_TRIGGERS.indexOf('reevaluation'),
  beforeDownload: 1 << SCAN_TRIGGERS.indexOf('beforeDownload'),
  beforeInstallation: 1 << SCAN_TRIGGERS.indexOf('beforeInstallation'),
  afterInstallation: 1 << SCAN_TRIGGERS.indexOf('afterInstallation'),
  afterRestart: 1 << SCAN_TRIGGERS.indexOf('afterRestart'),
  scanNow: 1 << SCAN_TRIGGERS.indexOf('scanNow'),
} as const;

/** Scans that ask no server whatever the age of the last online scan, and those that always ask one. */
export const OFFLINE = Trigger.afterInstallation | Trigger.afterRestart;
export const FORCED_ONLINE = Trigger.scanCycle | Trigger.evaluationCycle | Trigger.scanNow;

/** Luck of a scan hangs from its trigger's number and occasion; room for more triggers leaves it as it is. */
const OCCASION_STEP = 16;

/** Names an occasion of a trigger among those of all triggers. */
export function occasionOf(trigger: number, occasion: number): number {
  return Math.imul(occasion, OCCASION_STEP) + indexOfTrigger(trigger);
}

/** The place of a trigger in SCAN_TRIGGERS. */
export function indexOfTrigger(trigger: number): number {
  return 31 - Math.clz32(trigger);
}
