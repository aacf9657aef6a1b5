/**
 * Colours by what they mean, each with a value for light pages: pages with styles may set the variable otherwise, for
 * dark ones. Chosen so that people who do not tell red from green tell them apart (Okabe and Ito 2008), and never the
 * only difference: lines are labelled, too.
 */
export const PALETTE = {
  paper: 'var(--paper, #ffffff)',
  ink: 'var(--ink, #1b1f24)',
  quiet: 'var(--quiet, #5b6470)',
  rule: 'var(--rule, #d4d8dd)',
  /** Truth. */
  actual: 'var(--actual, #00639c)',
  /** What the site knows or the console shows. */
  reported: 'var(--reported, #b04a00)',
  /** The space between two curves. */
  gap: 'var(--gap, #f0c27a)',
  good: 'var(--good, #00734f)',
  bad: 'var(--bad, #b3261e)',
  series: [
    'var(--series-1, #00639c)',
    'var(--series-2, #b04a00)',
    'var(--series-3, #00734f)',
    'var(--series-4, #8a3f74)',
    'var(--series-5, #6b6200)',
    'var(--series-6, #3f4a9c)',
  ],
  /** From little to much, for heat maps. */
  heat: [
    'var(--heat-0, #f3f5f7)',
    'var(--heat-1, #cfe0ee)',
    'var(--heat-2, #97bfdd)',
    'var(--heat-3, #4f93c4)',
    'var(--heat-4, #00639c)',
    'var(--heat-5, #003a5c)',
  ],
} as const;
