import { z } from 'zod';
import { count, factor, listOf, name, notes, oneOf, quantity, text, yesNo } from './fields.ts';
import { parseShare } from './units.ts';

/* What an experiment file may say, as one schema: its JSON Schema and its reference come from it. */

export const REPLICATIONS_MAX = 10_000;
const POINTS_MAX = 100_000;

/** An end of a range: a number, or a quantity with its unit. */
const end = z
  .union([
    z.string({ error: 'has to be a quantity such as 15 min, or a number' }),
    z.number({ error: 'has to be a quantity such as 15 min, or a number' }),
  ])
  .register(notes, { unit: 'quantity or number' });

const least = end.meta({ description: 'The least that it can be.' });
const most = end.meta({ description: 'The most that it can be.' });

const range = z.strictObject({
  min: least,
  max: most,
  log: z.prefault(yesNo, false).meta({
    description: 'Whether equal factors count as equal steps, as for what spans orders of magnitude.',
  }),
});

const distribution = z
  .strictObject({
    uniform: z
      .strictObject({ min: least, max: most })
      .optional()
      .meta({ description: 'Every value alike; the same as `range`.' }),
    logUniform: z
      .strictObject({ min: least, max: most })
      .optional()
      .meta({ description: 'Every order of magnitude alike; the same as `range` with `log: true`.' }),
    triangular: z
      .strictObject({
        min: least,
        mode: end.meta({ description: 'What it is most likely to be.' }),
        max: most,
      })
      .optional()
      .meta({ description: 'Values near the mode more often.' }),
    lognormal: z
      .strictObject({
        median: end.meta({ description: 'Half of the values lie below.' }),
        p95: end.meta({ description: '95 % of the values lie below.' }),
      })
      .optional()
      .meta({ description: 'Without ends: for designs that draw, `latinHypercube` and `sobol`.' }),
  })
  .register(notes, { isChoice: true });

const axis = z.strictObject({
  path: text(500).meta({
    description:
      'What is varied: a setting of the base, as after `--set`, such as `clientSettings.scanTimeToLive`.',
  }),
  values: z
    .array(z.unknown().register(notes, { unit: 'value' }), { error: 'has to be a list of values' })
    .min(2, { error: 'has fewer than two values; name at least two' })
    .max(1000, { error: 'has more than 1000 values' })
    .optional()
    .meta({ description: 'The values that it takes, as they would be written in the base.' }),
  range: range.optional().meta({ description: 'Instead of values: any between two ends.' }),
  distribution: distribution.optional().meta({
    description: 'Instead of values: how likely it is to be what; for designs that draw.',
  }),
});

const assumed = z.strictObject({
  factor: z
    .prefault(factor.min(1.01, { error: 'has to be at least 1.01' }), 2)
    .meta({ description: 'Every setting is divided and multiplied by it.' }),
});

const designs = z
  .strictObject({
    latinHypercube: z
      .strictObject({
        points: count(2, POINTS_MAX).meta({ description: 'How many points are drawn.' }),
      })
      .optional()
      .meta({ description: 'Random points, of which each stretch of each axis gets one.' }),
    morris: z
      .strictObject({
        trajectories: z
          .prefault(count(2, 10_000), 10)
          .meta({ description: 'How often each axis is moved, each time from another point.' }),
        levels: z
          .prefault(count(2, 100), 4)
          .meta({ description: 'In how many levels each axis is divided; even.' }),
      })
      .optional()
      .meta({ description: 'Screening of many axes with few runs.' }),
    sobol: z
      .strictObject({
        samples: count(2, POINTS_MAX).meta({
          description: 'Points of the two base samples; it runs (axes + 2) times as many.',
        }),
      })
      .optional()
      .meta({ description: 'Shares of the variance of the response that each axis has, alone and in all.' }),
  })
  .register(notes, { isChoice: true });

const confidence = quantity(
  (written) => {
    const parsed = parseShare(written);
    if ('problem' in parsed || (parsed.value >= 0.5 && parsed.value <= 0.999)) return parsed;
    return { problem: 'has to be from 50 % to 99.9 %; write for example 95 %' };
  },
  'share',
  '95 %',
);

const replications = z
  .int({ error: 'has to be a whole number: all points of a sweep have the same' })
  .min(1, { error: 'has to be at least 1' })
  .max(REPLICATIONS_MAX, { error: `is at most ${REPLICATIONS_MAX}` })
  .register(notes, { unit: 'count' });

export const experimentSchema = z
  .strictObject({
    name: name.meta({ description: 'Names the experiment and the folder of its results.' }),
    description: z.prefault(text(2000), '').meta({ description: 'For readers.' }),
    base: text(1000).meta({
      description: 'The scenario that is varied: its file, relative to this one.',
    }),
    set: z.prefault(listOf(text(1000), 'settings', 0, 1000), []).meta({
      description:
        'What is set otherwise in the base at all points: `path=value`, as after `--set`, such as `"groups[0].count=500"`.',
    }),
    axes: z
      .prefault(listOf(axis, 'axes', 0, 200), [])
      .meta({ description: 'What is varied in the base, and how.' }),
    assumed: z
      .union([yesNo, assumed])
      .optional()
      .meta({
        description:
          'Instead of axes: every setting of the base that is graded assumed, one at a time, divided and multiplied by ' +
          'a factor; `true` for a factor of 2.',
      }),
    design: z
      .union([oneOf(['fullFactorial', 'oneAtATime']), designs])
      .optional()
      .meta({
        description:
          'Which combinations are run: all (`fullFactorial`, the default), the base and one axis after the other ' +
          '(`oneAtATime`), or one of those that draw.',
      }),
    replications: z.prefault(replications, 3).meta({
      description: 'Runs of every point, each with another luck; the same luck in all points.',
    }),
    responses: z.prefault(listOf(text(200), 'responses', 0, 100), []).meta({
      description:
        'The metrics that it is about; left out: those that the base has thresholds for, else the usual ones.',
    }),
    confidence: z.prefault(confidence, '95 %').meta({ description: 'Confidence of the intervals.' }),
    seed: text(200)
      .optional()
      .meta({ description: 'Seed of the random draws, in place of that of the base.' }),
  })
  .register(notes, { isRead: 'byParts' });

export type WrittenExperiment = z.output<typeof experimentSchema>;
