import type { SCAN_TRIGGERS } from '../../model/results.ts';

/** The triggers of the table of seed 002 (ways to start a scan), in words. */
export const TRIGGERS: Record<(typeof SCAN_TRIGGERS)[number], string> = {
  firstScan: 'first scan due',
  schedule: 'scan due by its schedule',
  scanCycle: 'scan cycle started by the user',
  evaluationCycle: 'deployment evaluation cycle',
  reevaluation: 're-evaluation due by its schedule',
  beforeDownload: 'scan wanted before the download',
  beforeInstallation: 'scan wanted before the installation',
  afterInstallation: 'scan wanted after the installation',
  afterRestart: 'scan wanted after the restart',
  scanNow: 'scan asked for by an administrator',
};
