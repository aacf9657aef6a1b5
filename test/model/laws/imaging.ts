import type { Fleet } from '../../../src/model/fleet.ts';
import { ImagingStage } from '../../../src/model/images/imaging.ts';
import { IMAGING_COUNTS } from '../../../src/model/measures/imaging-measures.ts';
import type { Law, Story } from './story.ts';

type Count = (typeof IMAGING_COUNTS)[number];

/** What becomes of machines that are built. */
export const IMAGING_LAWS: readonly Law[] = [
  {
    number: 32,
    text: 'Of the clients of a machine at most one is in the fleet or on its way into it.',
    broken: twiceThere,
  },
  {
    number: 33,
    text: 'Every machine whose building has begun is completed, stopped, waiting or under way, in every group.',
    broken: lostMachines,
  },
];

function* twiceThere({ fleet }: Story): Iterable<string> {
  const { clients, lifetimes, imaging } = fleet.parts;
  const seen = new Set<string>();
  for (let client = 0; client < clients.count; client++) {
    const isBuilt = (imaging.stage[client] ?? ImagingStage.none) !== ImagingStage.none;
    if (isBuilt && lifetimes.hasJoined(client)) yield `client ${client} is built though it has joined`;
    if (!isBuilt && !lifetimes.isInFleet(client)) continue;
    const machine = `machine ${clients.machineOf(client)} of group ${clients.groupOf[client]}`;
    if (seen.has(machine)) yield `${machine} is there twice`;
    seen.add(machine);
  }
}

/** What is counted of a group, whatever the image, and not in the table yet. */
function sinceInterval(
  { parts: { imagingMeasures, imageContents } }: Fleet,
  group: number,
  count: Count,
): number {
  if (!imagingMeasures.areUsed) return 0;
  let total = 0;
  for (let image = 0; image <= imageContents.count; image++) {
    const cell = group * (imageContents.count + 1) + image;
    total += imagingMeasures.counts[cell * IMAGING_COUNTS.length + IMAGING_COUNTS.indexOf(count)]!;
  }
  return total;
}

function* lostMachines({ scenario, fleet, result }: Story): Iterable<string> {
  const { imaging, clients } = fleet.parts;
  for (const group of scenario.groups.keys()) {
    const sum = (column: Count) => {
      let total = sinceInterval(fleet, group, column);
      for (let row = 0; row < result.imaging.length; row++) {
        if (result.imaging.get(row, 'group') === group) total += result.imaging.get(row, column);
      }
      return total;
    };
    const builtCount = imaging.stage.reduce(
      (count, stage, client) =>
        count + (stage !== ImagingStage.none && clients.groupOf[client] === group ? 1 : 0),
      0,
    );
    const started = sum('started');
    const ended = sum('completed') + sum('stopped');
    if (started !== ended + builtCount) {
      yield `group ${group}: ${started} begun, ${ended} ended, ${builtCount} in work`;
    }
  }
}
