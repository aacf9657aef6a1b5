import { IMAGE_UPDATE_OUTCOMES, type ImageUpdateColumn } from '../../model/results.ts';
import { count, countIfKept, eventTime, named, update } from '../columns.ts';
import { tableOf } from '../table.ts';

export const imageUpdatesTable = tableOf<ImageUpdateColumn>({
  name: 'image-updates',
  meaning:
    'What was in every image at its import; what the wizard has planned for it, as it was run; and what became of that, at the end of the run that was to apply it. Empty without images.',
  rowIs:
    'an update in an image at its import, a run of the wizard and update chosen in it, or a run of its servicing and update chosen for it',
  source: (result) => result.imageUpdates,
  columns: [
    ...eventTime('t', 'Import of the image, run of the wizard, or end of the run'),
    named('image', 'image', 'Name of the image.', ({ scenario }) => scenario.images),
    count(
      'run',
      'Runs of the image, counted from 1, what is planned with the one that it is for; 0: its import.',
    ),
    ...update('update'),
    named(
      'outcome',
      'outcome',
      '`imported`: it was in the image; `planned`: it is to be applied in that run, unless a later schedule takes the place of this one; `applied`: it is in the image; `failed`: it could not be applied; `notSupported`: it is not component-based, so it was logged and left out; `discarded`: it had been applied to a copy that was not committed; `notReached`: the run ended before its turn.',
      () => IMAGE_UPDATE_OUTCOMES,
    ),
    countIfKept('version', 'Source version of the image that it came into; empty if it came into none.'),
  ],
});
