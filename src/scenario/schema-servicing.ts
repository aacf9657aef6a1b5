import { z } from 'zod';
import { distribution, factor, rate, setting, share } from './fields.ts';

/* How long servicing an image takes and what it needs. No document has these figures. */

const TIME = 'ASSUME-OSVC-TIME';
const SPACE = 'ASSUME-OSVC-SPACE';

const apply = z.strictObject({
  LCU: applySetting('20 min', 'a cumulative update'),
  DotNetCU: applySetting('5 min', 'a .NET cumulative update'),
  SSU: applySetting('1 min', 'a servicing stack update'),
  other: applySetting('1 min', 'any other update'),
});

function applySetting(value: string, what: string) {
  const meaning = `To apply ${what} to an edition of a mounted image.`;
  return setting(distribution, value, { grade: 'assumed', source: TIME, meaning });
}

const failure = z.strictObject({
  LCU: failureSetting('a cumulative update'),
  DotNetCU: failureSetting('a .NET cumulative update'),
  SSU: failureSetting('a servicing stack update'),
  other: failureSetting('any other update'),
});

function failureSetting(what: string) {
  const source = 'MA-OSVC-FAILURE; no share is published';
  return setting(share, '0 %', { grade: 'assumed', source, meaning: `Attempts to apply ${what} that fail.` });
}

function step(value: string, meaning: string) {
  return setting(distribution, value, { grade: 'assumed', source: TIME, meaning });
}

export const offlineServicing = z.strictObject({
  copy: setting(rate, '100 MB/s', {
    grade: 'assumed',
    source: TIME,
    meaning: 'Copies of the image and of updates to the drive for servicing, and back.',
  }),
  mount: step('3 min', 'To mount an image.'),
  applicabilityCheck: step('15 s', 'Per update: to find out whether it can be applied.'),
  apply: z.prefault(apply, {}).meta({ description: 'How long applying takes, by kind of update.' }),
  commit: step('8 min', 'To commit what was applied and unmount the image.'),
  cleanup: step('15 min', 'With superseded updates removed: the clean-up of the mounted image.'),
  export: step('8 min', 'With superseded updates removed: the export of the image to a new file.'),
  failure: z.prefault(failure, {}).meta({ description: 'Which share fails, by kind of update.' }),
  mountedFactor: setting(factor, 3, {
    grade: 'assumed',
    source: SPACE,
    meaning: 'Room that a mounted image takes, in sizes of its file.',
  }),
  scratchFactor: setting(factor, 0.5, {
    grade: 'assumed',
    source: SPACE,
    meaning: 'Room for scratch files while updates are applied, in sizes of the file.',
  }),
  growth: setting(share, '60 %', {
    grade: 'assumed',
    source: SPACE,
    meaning: 'What a run adds to an image, as a share of the size of the cumulative updates applied.',
  }),
  growthCleaned: setting(share, '10 %', {
    grade: 'assumed',
    source: SPACE,
    meaning: 'The same with superseded updates removed.',
  }),
  changedShare: setting(share, '10 %', {
    grade: 'assumed',
    source: 'MA-WIM-DELTA; nothing published',
    meaning: 'Share of the old file that binary differential replication sends beside what was added.',
  }),
});
