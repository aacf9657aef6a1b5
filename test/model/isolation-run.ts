import { mixedScenario } from './mixed-fleet.ts';
import { runFleet } from './small-fleet.ts';

/* A program: prints the fingerprint of the mixed fleet's month, and what a process may disagree about with others. */
const { fingerprint, eventCount } = runFleet(mixedScenario()).result();
process.stdout.write(`${fingerprint} ${eventCount} ${new Date(0).getTimezoneOffset()}\n`);
