import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutputError } from '../../experiment/errors.ts';
import { type FileContent, MANIFEST, obstacle, textFile, writeFolder } from '../folder.ts';
import type { ClientLogs } from './client-logs.ts';

/** The logs of clients of a run, and what proves which run that is. */
export interface LogsOfRun {
  readonly version: string;
  readonly scenario: string;
  readonly replication: number;
  /** The fingerprint of the run at its end. */
  readonly fingerprint: string;
  /** By number of the client. */
  readonly logs: ReadonlyMap<number, ClientLogs>;
}

/** Why the logs cannot go to `target`, or null: logs replace nothing but logs. */
export function logsObstacle(target: string): string | null {
  const refusal = obstacle(target);
  const manifest = join(target, MANIFEST);
  if (refusal !== null || !existsSync(manifest)) return refusal;
  const { identity } = JSON.parse(readFileSync(manifest, 'utf8'));
  return Array.isArray(identity.clientLogs) ? null : 'it holds results, not logs of clients';
}

/** Writes a folder per client with its logs, `client-12/ScanAgent.log`, as a whole or not at all. */
export async function writeLogs(target: string, of: LogsOfRun, signal: AbortSignal): Promise<void> {
  const refusal = logsObstacle(target);
  if (refusal !== null) throw new OutputError(`cannot write logs to ${target}: ${refusal}`);
  const { logs, ...run } = of;
  const identity = { program: 'fleetsim', format: 1, ...run, clientLogs: [...logs.keys()] };
  await writeFolder(target, filesOf(logs), (files) => ({ identity: { ...identity, files } }), signal);
}

function* filesOf(logs: LogsOfRun['logs']): Generator<FileContent> {
  for (const [client, written] of logs) {
    for (const [log, text] of written.texts()) yield textFile(`client-${client}/${log}.log`, text);
  }
}
