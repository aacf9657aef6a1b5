import { resolve } from 'node:path';
import type { Fleet } from '../../model/fleet.ts';
import { ClientStories } from '../../model/stories/client-stories.ts';
import { ClientLogs } from '../../report/client-logs/client-logs.ts';
import { logsObstacle, writeLogs } from '../../report/client-logs/logs-folder.ts';
import { counted } from '../../report/log.ts';
import { Ending, EXIT } from '../exit.ts';
import { watchAgain } from '../replay/watch-again.ts';
import { refuseFolder } from '../results-folder.ts';
import { type Asked, spanOf, type WrittenSpan } from './asked.ts';
import { clientOf } from './find-client.ts';

/** Writes the logs of clients to a folder; returns what it has written, in words. */
export async function writeTrace(
  asked: Asked,
  clients: readonly string[],
  written: string,
  span: WrittenSpan,
): Promise<string> {
  const { folder, scenario, quiet, signal } = asked;
  const { version, replication, fingerprint } = folder.identity;
  const target = refused(written);
  const stand = (fleet: Fleet) => {
    const numbers = [...new Set(clients.map((each) => clientOf(scenario, fleet, each)))];
    const logs = new Map(numbers.map((client) => [client, new ClientLogs(scenario, fleet, client)]));
    return () => {
      const stories = new ClientStories(scenario, replication, fleet, numbers, (client) => {
        const its = logs.get(client)!;
        return (chapter) => its.hear(chapter);
      });
      return { stories, logs };
    };
  };
  const { witness } = await watchAgain(folder, scenario, spanOf(asked, span, 0), stand, quiet, signal);
  const { stories, logs } = witness;
  stories.end();
  const run = { version, scenario: scenario.name, replication, fingerprint: fingerprint.end };
  await writeLogs(target, { ...run, logs }, signal);
  const lineCount = [...logs.values()].reduce((sum, { lines }) => sum + lines.length, 0);
  return `${counted(lineCount, 'line')} in the logs of ${counted(logs.size, 'client')}: ${written}`;
}

/** The folder, as far as logs may go there: asked before anything runs. */
function refused(written: string): string {
  const target = resolve(written);
  if (written === '') throw new Ending(EXIT.usage, '--trace: name a folder');
  refuseFolder(target);
  const refusal = logsObstacle(target);
  if (refusal !== null) throw new Ending(EXIT.usage, `--trace ${written}: ${refusal}`);
  return target;
}
