import { benchExperiments } from './experiments.ts';
import { benchFeatures } from './features.ts';
import { benchFleet } from './fleet.ts';
import { benchPairing } from './pairing.ts';
import { benchQueue } from './queue.ts';

benchQueue();
console.log();
benchFleet();
console.log();
benchFeatures();
console.log();
await benchExperiments();
console.log();
await benchPairing();
