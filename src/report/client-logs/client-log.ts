import { visible } from '../../scenario/issue.ts';
import type { LogLevel } from '../cmtrace.ts';
import type { StoryNames } from '../explain/story-names.ts';

/**
 * The logs of the client that the model knows something for, and the component that writes each (Microsoft Learn, log
 * file reference; components as in the excerpts of KB 3090265 and of the article about compliance assessment).
 */
export const CLIENT_LOGS = {
  CAS: 'ContentAccess',
  CcmExec: 'CcmExec',
  ContentTransferManager: 'ContentTransferManager',
  LocationServices: 'LocationServices',
  MaintenanceCoordinator: 'MaintenanceCoordinator',
  PolicyAgent: 'PolicyAgent_PolicyDownload',
  RebootCoordinator: 'RebootCoordinator',
  ScanAgent: 'ScanAgent',
  ServiceWindowManager: 'ServiceWindowManager',
  StateMessage: 'StateMessage',
  UpdatesDeployment: 'UpdatesDeploymentAgent',
  UpdatesHandler: 'UpdatesHandler',
  UpdatesStore: 'UpdatesStore',
  WUAHandler: 'WUAHandler',
} as const;
export type ClientLog = keyof typeof CLIENT_LOGS;

/** What a client writes into one of its logs. */
export interface LogLine {
  readonly log: ClientLog;
  readonly text: string;
  readonly level: LogLevel;
}

export function line(log: ClientLog, text: string, level: LogLevel = 'information'): LogLine {
  return { log, text, level };
}

/** An update by its title and id, as WUAHandler names it. */
export function updateText(names: StoryNames, slot: number): string {
  const { title, kb, id } = names.catalogUpdate(slot);
  return visible(`${title === '' ? kb : title} (${id})`);
}
