import { rings } from './rings.ts';

const QUESTION =
  'Deadline, restarts by users, machines that are switched off: which of them delays the last clients?';

/** An experiment file, and the scenario that it varies. */
export const experiment = {
  name: 'experiment',
  question: QUESTION,
  text: (name: string, base: string) => `# ${QUESTION}
#
# An experiment varies settings of a scenario and tells which of them matter.

name: ${JSON.stringify(name)}
base: ${JSON.stringify(base)}

axes:                                 # paths as after --set
  - path: groups[workstations].presence.officeHours.absence
    values: [sleep, shutdown]
  - path: phasedDeployments[June].phases[2].deadlineAfter
    values: [1 d, 3 d]
  - path: groups[workstations].user.restartShare
    values: [20 %, 80 %]

design: fullFactorial                 # all eight combinations
replications: 2                       # of each, with another luck
responses:
  - coverage.June phase 3.actual.p90.sinceReleaseHours
  - exposure.clientHours
`,
  base: rings.text,
} as const;
