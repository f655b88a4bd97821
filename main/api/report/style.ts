/** How a report looks: the colours and letters of the pages, in both schemes; printed, always the light one. */
import { fontFamily, monospaceFamily } from '../../../charts/fonts'
import { customProperties, darkPalette, lightPalette, type Palette } from '../../../charts/palette'

function coloursOf(palette: Palette): string {
  const kinds = palette.kinds.map((colour, place): [string, string] => [`--kind-${place}`, colour])
  return [...Object.entries(customProperties(palette)), ...kinds]
    .map(([name, colour]) => `${name}: ${colour};`)
    .join(' ')
}

const marks = (): string =>
  lightPalette.kinds.map((_, place) => `.kind-${place} { background: var(--kind-${place}); }`).join('\n')

/** Groups beyond the colours take them again, as their curves do. */
export const markOf = (group: number): string => `kind-${group % lightPalette.kinds.length}`

export const styleSheet = (): string => `
:root { ${coloursOf(lightPalette)} }
@media screen and (prefers-color-scheme: dark) { :root { ${coloursOf(darkPalette)} } }
* { box-sizing: border-box; }
body {
  max-width: 1000px; margin: 0 auto; padding: 40px 32px 64px; background: var(--ground); color: var(--ink);
  font: 14px/1.55 ${fontFamily}; font-variant-numeric: tabular-nums;
}
header { margin-bottom: 32px; }
.kind { margin: 0 0 4px; color: var(--ink-faint); }
h1 { margin: 0 0 16px; font-size: 26px; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 1px solid var(--line-strong); font-size: 17px; }
h2, h3 { font-weight: 600; line-height: 1.3; }
h3 { margin: 0 0 8px; font-size: 14px; }
p { max-width: 74ch; margin: 0 0 12px; overflow-wrap: anywhere; }
dl { margin: 0 0 16px; }
dt { color: var(--ink-soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.head { display: flex; flex-wrap: wrap; gap: 4px 28px; }
.head div { display: flex; gap: 8px; }
.facts { columns: 2 320px; column-gap: 40px; }
.facts div {
  display: flex; justify-content: space-between; gap: 24px; padding: 4px 0; border-bottom: 1px solid var(--line);
  break-inside: avoid;
}
.facts dd { text-align: right; }
.notice {
  padding: 10px 14px; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--warning-wash);
}
figure { margin: 0 0 24px; padding: 16px; break-inside: avoid; }
figure, .table, pre { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { max-width: 90ch; margin-top: 8px; color: var(--ink-soft); font-size: 12.5px; }
.dark { display: none; }
@media screen and (prefers-color-scheme: dark) { .light { display: none; } .dark { display: block; } }
.table { margin: 0 0 20px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
caption { padding: 12px 14px 6px; font-weight: 600; text-align: left; }
th, td { padding: 5px 14px; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; }
th { font-weight: 500; }
thead th { border-top: 0; color: var(--ink-soft); white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
.mark { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; }
${marks()}
pre {
  margin: 0 0 16px; padding: 12px 14px; background: var(--sunken); white-space: pre-wrap; overflow-wrap: anywhere;
}
code { font: 12.5px/1.6 ${monospaceFamily}; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--ink-faint); }
@media print {
  body { max-width: none; padding: 0; background: none; font-size: 10.5pt; }
  h2, h3, caption { break-after: avoid; }
  tr { break-inside: avoid; }
  figure, .table, pre { background: none; }
  .table { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td, td.number, th.number, thead th { padding: 3px 6px; white-space: normal; }
}
`
