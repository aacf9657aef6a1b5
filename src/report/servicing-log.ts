import { type RunResult, SERVICING_LOG_LINES, type ServicingLogLine } from '../model/results.ts';
import { cmtraceText, type LogLevel } from './cmtrace.ts';
import { counted } from './log.ts';

export const SERVICING_LOG_FILE = 'OfflineServicingMgr.log';

/** Where the site server mounts images and keeps the temporary files of their servicing (seed 001, drive). */
const FOLDER = 'ConfigMgr_OfflineImageServicing';

/** What a line speaks of, in words. */
interface Words {
  readonly update: string;
  readonly bytes: string;
  readonly updates: string;
  readonly points: string;
  readonly error: string;
  readonly folder: string;
}

const LEVELS: Partial<Record<ServicingLogLine, LogLevel>> = {
  nothingToSchedule: 'warning',
  notSupported: 'warning',
  cancelled: 'warning',
  unmountedWithoutCommit: 'warning',
  applyFailed: 'error',
  diskFull: 'error',
  failed: 'error',
};

const TEXTS: Readonly<Record<ServicingLogLine, (words: Words) => string>> = {
  scheduled: ({ updates }) => `${updates} scheduled`,
  nothingToSchedule: () => 'nothing scheduled, no chosen update is on the list of applicable ones',
  started: ({ updates }) => `servicing begins, ${updates} to apply`,
  copyingUpdates: ({ bytes }) => `copying ${bytes} of update files from the content library`,
  copyingImage: ({ bytes, folder }) => `copying the image file, ${bytes}, to ${folder}`,
  mounting: ({ folder }) => `mounting the copy in ${folder}`,
  checking: ({ update }) => `checking whether ${update} is applicable`,
  applying: ({ update }) => `applying ${update}`,
  applied: ({ update }) => `applied ${update}`,
  applyFailed: ({ update, error }) => `${update} could not be applied, ${error}`,
  notSupported: ({ update }) => `${update} left out, it is not component-based`,
  cleaningUp: () => 'removing superseded updates',
  committing: () => 'committing the changes',
  exporting: ({ bytes }) => `exporting to a new file, ${bytes}`,
  copyingBack: ({ bytes }) => `copying the serviced file back, ${bytes}`,
  oldVersionRemoved: ({ bytes }) => `old version removed, ${bytes}`,
  updatingDistributionPoints: ({ points }) => `new version goes to ${points}`,
  diskFull: ({ bytes, folder, error }) => `no room for ${bytes} of temporary files in ${folder}, ${error}`,
  cancelled: ({ updates }) => `servicing cancelled, ${updates} applied so far`,
  unmountedWithoutCommit: () => 'copy unmounted, nothing committed',
  succeeded: ({ updates }) => `servicing succeeded, ${updates} applied`,
  failed: ({ error }) => `servicing failed, ${error}`,
};

/**
 * What site servers write about the servicing of images, line by line in the format of CMTrace as in their
 * OfflineServicingMgr.log (seed 001, servicing operations; the words are ours). Null if the scenario does not ask for it
 * or nothing was written.
 */
export function servicingLogText(result: RunResult): string | null {
  const log = result.servicingLog;
  if (log === null || log.length === 0) return null;
  return Array.from({ length: log.length }, (_, row) => `${lineAt(result, log, row)}\n`).join('');
}

function lineAt(result: RunResult, log: NonNullable<RunResult['servicingLog']>, row: number): string {
  const line = SERVICING_LOG_LINES[log.get(row, 'line')]!;
  return cmtraceText({
    text: textAt(result, log, row, line),
    level: LEVELS[line] ?? 'information',
    wallMs: result.scenario.startEpochMs + log.get(row, 't'),
    biasMin: 0,
    component: 'SMS_OFFLINE_SERVICING_MANAGER',
    source: 'offlineservicingmgr.cpp',
  });
}

function textAt(
  { scenario }: RunResult,
  log: NonNullable<RunResult['servicingLog']>,
  row: number,
  line: ServicingLogLine,
): string {
  const { name, kind, site } = scenario.images[log.get(row, 'image')]!;
  const server = scenario.sites[site]!;
  const update = scenario.catalog.updates[log.get(row, 'update')];
  const code = log.get(row, 'code');
  const text = TEXTS[line]({
    update: update === undefined ? '' : `${update.kb} (${update.id})`,
    bytes: counted(log.get(row, 'bytes'), 'byte'),
    updates: counted(code, 'update'),
    points: counted(code, 'distribution point'),
    error: `error ${code} (0x${code.toString(16).padStart(8, '0')})`,
    folder: `${server.servicingDrive.name}\\${FOLDER}`,
  });
  const place = scenario.sites.length > 1 ? ` at ${server.name}` : '';
  return `${kind === 'image' ? 'Image' : 'Upgrade package'} ${name}${place}: ${text}`;
}
