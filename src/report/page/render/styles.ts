/** The styles of a report: plain, in the reader's own light or dark scheme, and fit to be printed. */
export const PAGE_STYLES = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --quiet: #5b6470; --rule: #d4d8dd; --wash: #f3f5f7;
  --actual: #00639c; --reported: #b04a00; --gap: #f0c27a; --good: #00734f; --bad: #b3261e;
  --series-1: #00639c; --series-2: #b04a00; --series-3: #00734f; --series-4: #8a3f74; --series-5: #6b6200; --series-6: #3f4a9c;
  --heat-0: #f3f5f7; --heat-1: #cfe0ee; --heat-2: #97bfdd; --heat-3: #4f93c4; --heat-4: #00639c; --heat-5: #003a5c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e6e9ec; --quiet: #a3adb8; --rule: #3a4149; --wash: #1f2429;
    --actual: #6cb8ea; --reported: #f0a05a; --gap: #6b4a1c; --good: #58c79b; --bad: #ff8a80;
    --series-1: #6cb8ea; --series-2: #f0a05a; --series-3: #58c79b; --series-4: #d79ac5; --series-5: #cfc45a; --series-6: #a3aef5;
    --heat-0: #1f2429; --heat-1: #17384f; --heat-2: #1d567c; --heat-3: #2f7db0; --heat-4: #6cb8ea; --heat-5: #c4e4fa;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 56rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--rule); }
.subtitle, .more, figcaption span { color: var(--quiet); }
.subtitle { margin: 0.25rem 0 1rem; overflow-wrap: anywhere; }
.lead { font-size: 1.15rem; }
.more { font-size: 0.875rem; margin: 0.25rem 0 0; }
a { color: var(--actual); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; margin: 0; list-style: none; font-size: 0.9rem; }
p, li { overflow-wrap: anywhere; }
.verdicts { list-style: none; padding: 0; }
.verdicts li { padding: 0.25rem 0; }
.met strong { color: var(--good); }
.notMet strong { color: var(--bad); }
.cannotTell strong { color: var(--quiet); }
figure { margin: 1.5rem 0; }
figcaption strong, figcaption span { display: block; overflow-wrap: anywhere; }
figcaption span { font-size: 0.9rem; }
figure svg { display: block; max-width: 100%; height: auto; overflow: visible; }
figure svg text { white-space: pre; }
.narrow { display: none; }
@media (max-width: 47rem) { .wide { display: none; } .narrow { display: block; } body { padding: 1rem; } h1 { font-size: 1.35rem; } }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; margin: 0.5rem 0; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.25rem; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; }
th.figure, td.figure { text-align: right; }
td.figure { white-space: nowrap; }
pre { background: var(--wash); padding: 0.75rem; overflow-x: auto; font-size: 0.85rem; line-height: 1.4; }
:focus-visible { outline: 2px solid var(--actual); outline-offset: 2px; }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --wash: #f5f5f5; --actual: #00639c; --reported: #b04a00; --gap: #f0c27a; --good: #00734f; --bad: #b3261e;
    --series-1: #00639c; --series-2: #b04a00; --series-3: #00734f; --series-4: #8a3f74; --series-5: #6b6200; --series-6: #3f4a9c;
    --heat-0: #f3f5f7; --heat-1: #cfe0ee; --heat-2: #97bfdd; --heat-3: #4f93c4; --heat-4: #00639c; --heat-5: #003a5c; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .wide { display: block; } .narrow { display: none; }
  figure, tr, .verdicts li { break-inside: avoid; }
  h2 { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; } th, td, td.figure { white-space: normal; overflow-wrap: anywhere; padding-right: 0.4rem; }
}
`.trim();
