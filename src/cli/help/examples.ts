/** A command to type, and what it does. */
export type Example = readonly [command: string, what: string];

/** The way from nothing to a report: shown at the head of all help. */
export const FIRST_STEPS: readonly Example[] = [
  ['fleetsim init try', 'a small scenario of your own: try.yaml'],
  ['fleetsim validate try.yaml', 'after changing it: every mistake at its place'],
  ['fleetsim run try.yaml', 'the answer, and a folder of results'],
  ['fleetsim report reports/try', 'a page to look at, and to show'],
];

/** What to type, by command. They follow on from each other: each finds what one before it has made. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  init: [
    ['fleetsim init try', 'try.yaml: 1,000 clients and a month of updates'],
    ['fleetsim init --list', 'what else to start from'],
    ['fleetsim init rollout --template rings', 'a phased deployment'],
    ['fleetsim init what-matters --template experiment', 'an experiment, and the scenario that it varies'],
  ],
  validate: [
    ['fleetsim validate try.yaml', 'every mistake, each with file, line and column'],
    ['fleetsim validate try.yaml --set "horizon=28 d"', 'with a setting changed'],
  ],
  run: [
    ['fleetsim run try.yaml', 'one run; results in reports/try'],
    [
      'fleetsim run try.yaml --set "clientSettings.scanTimeToLive=12 h" --out what-if',
      'with a setting changed',
    ],
    ['fleetsim run try.yaml --replications 5 --out five', 'five runs, each with another luck, and intervals'],
  ],
  describe: [
    ['fleetsim describe try.yaml', 'the model, and what is not at its default'],
    ['fleetsim describe try.yaml --out try.md', 'as a file, for a study'],
  ],
  compare: [
    [
      'fleetsim compare try.yaml --with "clientSettings.scanTimeToLive=12 h" --replications 3',
      'a what-if, in pairs of the same luck',
    ],
    [
      'fleetsim compare try.yaml rollout.yaml --replications 2 --response exposure.clientHours',
      'two scenarios',
    ],
  ],
  sweep: [['fleetsim sweep what-matters.yaml', 'all combinations, and which settings matter']],
  capacity: [
    [
      'fleetsim capacity try.yaml --vary "site.softwareUpdatePoints" --values 1,2 --until "scans.refused <= 10" --replications 2',
      'how many WSUS servers are enough',
    ],
  ],
  merge: [
    [
      'fleetsim run try.yaml --replications 4 --shard 1/2 --out parts',
      'one half, here or on another machine',
    ],
    ['fleetsim run try.yaml --replications 4 --shard 2/2 --out parts', 'the other half'],
    ['fleetsim merge parts', 'both together, as if run at once'],
  ],
  report: [
    ['fleetsim report reports/try', 'report.html in the folder'],
    ['fleetsim report reports/try --format md', 'as text for a pull request'],
  ],
  query: [
    ['fleetsim query reports/try --tables', 'what there is to ask'],
    ['fleetsim query reports/try "select * from summary"', 'a table, in SQL'],
  ],
  verify: [['fleetsim verify reports/try', 'runs it again: the same bytes?']],
  explain: [
    [
      'fleetsim explain reports/try --client 3',
      'the story of a client in plain words, with the cause of every wait',
    ],
    [
      'fleetsim explain reports/try --client 3 --client 4 --trace logs',
      'the logs of two clients, for CMTrace',
    ],
    ['fleetsim explain reports/try --server SUP1 --at "release + 8 d"', 'who filled the queue of a server'],
    ['fleetsim explain reports/try --why-not KB5039212', 'who lacks an update, and why'],
  ],
  diff: [['fleetsim diff reports/try what-if', 'the first event at which two runs part, and why']],
  submit: [
    [
      'fleetsim submit --engine slurm --shards 2 --out far -- run try.yaml --replications 4',
      'writes job files for a cluster',
    ],
    ['fleetsim submit --engine bullmq --redis redis://queue -- sweep what-matters.yaml', 'over a queue'],
  ],
  worker: [
    ['fleetsim worker --redis redis://queue', 'takes jobs until Ctrl+C'],
    ['fleetsim worker --redis redis://queue --jobs 4 --until-idle "10 min"', 'four at once; ends when idle'],
  ],
  completion: [
    ['fleetsim completion bash >> ~/.bashrc', 'commands, options, files and settings at the Tab key'],
    ['fleetsim completion powershell >> $PROFILE', 'the same in PowerShell'],
  ],
};
