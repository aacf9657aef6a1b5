import { CLIENT_OUTCOMES, type RunResult } from '../../model/results.ts';

export type ClientOutcome = (typeof CLIENT_OUTCOMES)[number];

/** How the clients of a group stand to a deployment at the end of a run, those of the same build of their machines. */
export interface KeptOutcomes {
  readonly deployment: string;
  readonly group: string;
  readonly build: number;
  /** Run lengths by the number in the group: `120c3d` are 120 clients of outcome c and 3 of d; a lone one has no length. */
  readonly runs: string;
}

const FIRST_LETTER = 'a'.charCodeAt(0);

/** What a comparison keeps of a run to find the clients whose outcome changed. */
export function keptOutcomes({ clientOutcomes, scenario }: RunResult): KeptOutcomes[] {
  return clientOutcomes.map(({ deployment, group, build, outcomes }) => ({
    deployment: scenario.deployments[deployment]!.name,
    group: scenario.groups[group]!.name,
    build,
    runs: runsOf(outcomes),
  }));
}

/** The opposite of `keptOutcomes` for one group: by the number in the group. */
export function outcomesOf({ runs }: KeptOutcomes): ClientOutcome[] {
  return [...runs.matchAll(/(\d*)([a-z])/g)].flatMap(([, length, letter]) =>
    Array<ClientOutcome>(length === '' ? 1 : Number(length)).fill(
      CLIENT_OUTCOMES[letter!.charCodeAt(0) - FIRST_LETTER]!,
    ),
  );
}

function runsOf(outcomes: Uint8Array): string {
  let runs = '';
  for (let first = 0; first < outcomes.length; ) {
    let end = first + 1;
    while (outcomes[end] === outcomes[first]) end++;
    const letter = String.fromCharCode(FIRST_LETTER + outcomes[first]!);
    runs += end - first === 1 ? letter : `${end - first}${letter}`;
    first = end;
  }
  return runs;
}
