/** The style sheet of a report. Nothing in it is fetched from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --dim: #777; --red: #c62828; --green: #2e7d32; --yellow: #b26a00; --cyan: #00708a; }
@media (prefers-color-scheme: dark) { :root { --red: #ff7b72; --green: #56d364; --yellow: #e3b341; --cyan: #56d4dd; --dim: #999; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; } h3 { font-size: .95rem; margin: 1rem 0 .3rem; }
code, pre, td, .mono { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; margin: .3rem 0; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; } td { padding: 1px 8px 1px 0; vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(-n+3) { white-space: nowrap; }
details { border-left: 2px solid var(--line); padding-left: .7rem; margin: .25rem 0; } summary { cursor: pointer; }
.dim { color: var(--dim); } .failed, .error, .del { color: var(--red); } .passed, .add { color: var(--green); } .skipped, .warn { color: var(--yellow); }
.bar { display: flex; height: 8px; border-radius: 4px; overflow: hidden; margin: .6rem 0; background: var(--line); }
.bar .failed, .bar .error { background: var(--red); } .bar .passed { background: var(--green); } .bar .skipped { background: var(--yellow); }
svg { width: 100%; height: 46px; } svg line { stroke: var(--dim); } svg text { font: 11px ui-monospace, monospace; fill: currentColor; text-anchor: middle; }
svg .failed { fill: var(--red); } svg .warn { fill: var(--yellow); }
tr:target { background: #ff03; }
`;
