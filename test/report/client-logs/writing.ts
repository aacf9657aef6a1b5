import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { ClientStories } from '../../../src/model/stories/client-stories.ts';
import { ClientLogs } from '../../../src/report/client-logs/client-logs.ts';

/** The logs of clients from the start to an instant, and their fleet as it is then. */
export function written(
  scenario: Scenario,
  clients: readonly number[] = [0],
  untilMs = scenario.horizonMs,
): { readonly fleet: Fleet; readonly logs: readonly ClientLogs[] } {
  const fleet = new Fleet(scenario, 0);
  const logs = new Map(clients.map((client) => [client, new ClientLogs(scenario, fleet, client)]));
  const stories = new ClientStories(scenario, 0, fleet, clients, (client) => {
    const its = logs.get(client)!;
    return (chapter) => its.hear(chapter);
  });
  fleet.run(untilMs);
  stories.end();
  return { fleet, logs: [...logs.values()] };
}

/** A line as CMTrace reads it: `[text]`, then the attributes in their order. */
const CMTRACE =
  /^<!\[LOG\[((?:(?!\]LOG\]!|<!\[LOG\[).)*)\]LOG\]!><time="(\d\d):(\d\d):(\d\d\.\d{3})([+-]\d+)" date="(\d\d)-(\d\d)-(\d{4})" component="(\w+)" context="" type="([123])" thread="\d+" file="[\w.]+:\d+">$/;

export interface ReadLine {
  readonly text: string;
  /** The instant in UTC that time, date and bias say, in ms since 1970. */
  readonly epochMs: number;
  readonly bias: string;
  readonly component: string;
  readonly type: string;
}

/** Reads the text of a log; throws where a line is none. */
export function read(text: string): ReadLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const match = CMTRACE.exec(line);
      if (match === null) throw new Error(`not as CMTrace reads it: ${line}`);
      const [, said, hour, minute, second, bias, month, day, year, component, type] = match as unknown as [
        string,
        ...string[],
      ] &
        string[];
      const wallMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return {
        text: said!,
        epochMs: wallMs + Number(bias) * 60_000,
        bias: bias!,
        component: component!,
        type: type!,
      };
    });
}
