/** What a report says of several runs: named ones, those that pass a filter, or those of a sweep. */
import { comparedCurvesChart } from '../../../charts/compared-curves'
import { curvesReading, curveTitles, extentOf, groupCurves } from '../../../charts/group-curves'
import type { Member } from '../../../charts/bands'
import { shellText } from '../../../preload/schema/command/repeat'
import type { RunConfiguration } from '../../../preload/schema/configuration'
import { percentWithUnit, plural, unknown } from '../../../preload/schema/format'
import { doublesIn } from '../../../preload/schema/numbers'
import { publishedTables } from '../../../preload/schema/published'
import {
  finalNames, reachedErrors, type CurveName, type FinalName, type RunComparison
} from '../../../preload/schema/run-comparison'
import {
  finals, finalText, finalWords, groupWords, intervalText, reachedIntervalWords, reachedTitle, reachedWords
} from '../../../preload/schema/run-comparison-tables'
import { statusTitles } from '../../../preload/schema/titles'
import { configurationLines } from '../../../preload/schema/run-figures'
import { repeatRun } from '../repeat'
import { compareRuns } from '../run-comparison/compare'
import { runCurves } from '../run-comparison/curves'
import { runDetail } from '../runs'
import type { ReadableWorkbench } from '../workbench'
import { factsOf, section, text, type Block, type Report, type Section, type Table } from './document'
import { drawn, figureWidth, type Drawing } from './figures'

/** A sweep has its own title, and names its runs. */
export interface ComparedSet {
  readonly title: string
  readonly ids: readonly string[]
  /** The filter that chose the runs; null where they were named. */
  readonly filter: string | null
}

export async function comparisonReport(
  workbench: ReadableWorkbench, set: ComparedSet, made: string
): Promise<Report> {
  const comparison = await compareRuns(workbench, set.ids)
  const figures = await drawn(await curveDrawings(workbench, comparison))
  return {
    title: set.title,
    kind: 'Comparison of runs',
    facts: factsOf([
      ['Runs', String(comparison.runs.length)], ['Groups', String(comparison.groups.length)],
      ...set.filter === null ? [] : [['Filter', set.filter] as const]
    ]),
    sections: [
      ...section('Groups', ...leftOut(comparison), text(
        'Runs of one configuration with different seeds are a group. Figures are mean ± sample deviation (n − 1); ' +
        'intervals are those of the mean with 95 %, by Student’s t.'
      ), groupsTable(comparison), finalsTable(comparison), intervalsTable(comparison)),
      ...section(`Until an error of ${reachedErrors.map((error) => percentWithUnit(error, 0)).join(', ')}`, text(
        'The first measurement of the test error at or below it, from the start of the run, over the runs that reach ' +
        'it.'
      ), ...reachedTables(comparison)),
      ...section('Curves', ...figures),
      ...section('Runs', runsTable(comparison)),
      ...section('Published', text(
        'Not measured here, and on other data and networks than most runs: test errors as the paper has them (Huang, ' +
        'Kong, Lucey: CNNs are Globally Optimal Given Multi-Layer Support).'
      ), publishedTable()),
      ...runSections(workbench, comparison)
    ],
    made
  }
}

const leftOut = ({ unreadable }: RunComparison): Block[] => unreadable.map(({ id, reason }) =>
  ({ kind: 'notice', text: `Run ${id} is left out: ${reason}` }))

const marked = (group: number) => ({ text: String(group + 1), group })

const groupsTable = (comparison: RunComparison): Table => ({
  kind: 'table',
  title: 'Groups, and the settings in which they differ',
  columns: ['Group', ...comparison.settings, 'Runs', 'Seeds'],
  rows: comparison.groups.map(({ settings, seeds }, group) => [
    marked(group), ...settings.map((value) => value ?? unknown), String(seeds.length), seeds.join(', ')
  ])
})

/** Those that a run of some group has. */
const finalsOf = ({ groups }: RunComparison): FinalName[] =>
  finalNames.filter((name) => groups.some(({ final }) => final[name].count > 0))

const finalsTable = (comparison: RunComparison): Table => ({
  kind: 'table',
  title: 'What they come to',
  columns: ['Group', ...finalsOf(comparison).map((name) => finals[name].title)],
  rows: comparison.groups.map(({ final }, group) => [
    marked(group), ...finalsOf(comparison).map((name) => finalWords(name, final[name]))
  ])
})

const intervalsTable = (comparison: RunComparison): Table | null => {
  const shown = finalsOf(comparison).filter((name) => shownOfRuns.includes(name))
  if (comparison.groups.every(({ seeds }) => seeds.length < 2)) return null
  return {
    kind: 'table',
    title: '95 % intervals of the means',
    columns: ['Group', ...shown.map((name) => finals[name].title)],
    rows: comparison.groups.map(({ final }, group) => [
      marked(group), ...shown.map((name) => intervalText(name, final[name]))
    ])
  }
}

const reachedTables = ({ groups }: RunComparison): Table[] =>
  (['iterations', 'seconds'] as const).map((what) => ({
    kind: 'table',
    title: what === 'iterations' ? 'In iterations' : 'In seconds of training',
    columns: ['Group', ...reachedErrors.flatMap((error) => [reachedTitle(error, what), '95 % interval', 'n'])],
    rows: groups.map(({ reached }, group) => [
      marked(group), ...reached.flatMap((one) => [
        reachedWords(one, what), reachedIntervalWords(one, what), String(one[what].count)
      ])
    ])
  }))

const shownCurves: readonly CurveName[] = ['testError', 'testLoss', 'trainError', 'sparsity', 'churn', 'drift']

/** Those that some run has. */
async function curveDrawings(workbench: ReadableWorkbench, comparison: RunComparison): Promise<Drawing[]> {
  const drawings: Drawing[] = []
  const ids = comparison.runs.map(({ id }) => id)
  for (const figure of ids.length === 0 ? [] : shownCurves) {
    const curves = await runCurves(workbench, { ids, figure, axis: 'epoch', columns: figureWidth, stretch: null })
    if (curves.length > 0) drawings.push(curveDrawing(comparison, figure, new Map(curves.map(({ id, at, values }) =>
      [id, { id, at: doublesIn(at), values: doublesIn(values) }]))))
  }
  return drawings
}

function curveDrawing(comparison: RunComparison, figure: CurveName, curves: ReadonlyMap<string, Member>): Drawing {
  const { title, shares, explanation } = curveTitles[figure]
  const groups = groupCurves(comparison, curves, 'none')
  return {
    title,
    explanation: `${explanation} Thick: the mean over the runs of a group. Band: one sample deviation to each side. ` +
      'Thin: each run.',
    reading: curvesReading(groups, shares),
    // Their names stand in the table of groups; a legend has no room for a dozen settings.
    build: comparedCurvesChart({
      groups: groups.map((group, place) => ({ ...group, name: `Group ${place + 1}` })),
      axis: 'epoch', shares, logarithmic: { x: false, y: false }, extent: extentOf(groups), chosen: null
    }),
    height: 320
  }
}

/** Losses and drift are in the table of groups; with them a line has no room for its name. */
const shownOfRuns: readonly FinalName[] = ['testError', 'maskTError', 'sparsity', 'churn', 'seconds']

function runsTable(comparison: RunComparison): Table {
  const shown = finalsOf(comparison).filter((name) => shownOfRuns.includes(name))
  return {
    kind: 'table',
    title: plural(comparison.runs.length, 'run'),
    columns: ['Run', 'Status', 'Group', 'Seed', ...shown.map((name) => finals[name].title), 'Id'],
    rows: comparison.runs.map(({ id, name, status, group, seed, final }) => [
      name, statusTitles[status], marked(group), String(seed), ...shown.map((one) => finalText(one, final[one])), id
    ])
  }
}

const publishedTable = (): Table => ({
  kind: 'table',
  title: 'The paper’s test errors',
  columns: ['Network', 'Data', 'SGD', 'I-alternation', 'B-alternation', 'MaskT', 'Table'],
  rows: publishedTables.flatMap(({ number, rows }) => rows.map(({ title, dataset, augmented, error, maskt }) => [
    title, augmented ? `${dataset}, augmented` : dataset,
    ...[error.sgd, error['i-alternation'], error['b-alternation'], maskt].map((value) => percentWithUnit(value)),
    String(number)
  ]))
})

/** What all have in common, on what they were made, and how each is made again. */
function runSections(workbench: ReadableWorkbench, comparison: RunComparison): Section[] {
  const details = comparison.runs.map(({ id }) => runDetail(workbench, id).detail)
  const [first] = details
  if (first === undefined) return []
  const commands = comparison.groups.map((_, group): Block[] => {
    const members = details.filter((_detail, place) => comparison.runs[place]?.group === group)
    return [
      text(`Group ${group + 1}: ${groupWords(comparison, group)}.`),
      {
        kind: 'commands',
        text: members.flatMap((detail) => repeatRun(workbench, detail).commands).map(shellText).join('\n')
      }
    ]
  })
  return [
    ...section('Settings of all', { kind: 'facts', facts: commonSettings(details.map((one) => one.configuration)) }),
    ...section('Environment', ...environments(details.map(({ summary, environment }) => ({
      ...summary.backend !== '' && { backend: summary.backend }, ...environment
    })))),
    ...section('How to repeat them', ...commands.flat())
  ]
}

function commonSettings(configurations: readonly RunConfiguration[]) {
  const [first = [], ...others] = configurations.map((one) => configurationLines(one))
  return factsOf(first.filter(([label, told]) =>
    label !== 'Seed' && others.every((lines) => lines.some(([other, value]) => other === label && value === told))))
}

/** Each machine and version once. */
function environments(all: readonly Readonly<Record<string, string>>[]): Block[] {
  const different = new Map(all.map((one) => [JSON.stringify(one), one]))
  return [...different.values()].map((one): Block => ({ kind: 'facts', facts: factsOf(Object.entries(one)) }))
}
