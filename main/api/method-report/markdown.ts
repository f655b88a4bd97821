/** The report as Markdown: pure text from runs, so that the same store gives the same words. */
import { count, percent, percentWithUnit, points } from '../../../preload/schema/format'
import { publishedTables } from '../../../preload/schema/published'
import { methodOf as methodDefinition, networkNameOf, type DataSetName } from '../../../preload/schema/configuration'
import { settingLines } from '../../../preload/schema/methods/texts'
import type { GroupName } from '../../../preload/schema/settings/groups'
import { judgeClaims, ofSameSeeds, pointsWithUnit, reachedBy, savingOf, type Spent } from './claims'
import type { ReportEntry, ReportRun } from './collect'
import { methodOf, titleOf, type ReportMethodName } from './methods'
import { reachedErrors } from '../../../preload/schema/run-comparison'
import { sampleOf, type Sample } from '../../../preload/schema/statistics'
import { wrapped } from '../report/wrapped'
import { elementOf } from '../../../preload/schema/element'

export interface ReportContext { command: string; date: string; environment: Record<string, string> }

const heading = (...cells: string[]): string =>
  `| ${cells.join(' | ')} |\n|${cells.map((_, column) => (column === 0 ? '---|' : '---:|')).join('')}`
const line = (...cells: string[]): string => `| ${cells.join(' | ')} |`

function withDeviation({ mean, deviation }: Sample, write: (value: number) => string): string {
  if (mean === null) return '–'
  return deviation === null ? write(mean) : `${write(mean)} ± ${write(deviation)}`
}

export function methodReport(entries: readonly ReportEntry[], context: ReportContext): string {
  const measured = entries.filter(({ runs }) => runs.length > 0)
  const judged = entries.filter(({ runs, diverged }) => runs.length + diverged.length > 0)
  return wrapped([
    `# Results on ${datasetOf(entries)}`,
    opening(measured, context),
    '## Error', errorTable(measured),
    '## Iterations to an error', iterationsText(measured),
    '## Seconds to an error', secondsText(measured),
    '## MaskT', masktTable(measured),
    ...pruningSection(measured),
    '## Which claims hold here', claimsText(judged),
    '## Settings', settingsText(measured),
    '## Runs', runsTable(measured)
  ].join('\n\n') + '\n')
}

function opening(entries: readonly ReportEntry[], { command, date, environment }: ReportContext): string {
  const run = elementOf(entries.flatMap(({ runs }) => runs), 0)
  const data = `${count(run.trainExamples)} images to train on and ${count(run.testExamples)} to test, ` +
    `${networkNameOf(elementOf(entries, 0).configuration)} with ${count(run.parameters)} parameters`
  const machine = Object.entries(environment)
    .map(([name, value]) => `${name} ${name === 'platform' ? withoutRelease(value) : value}`)
    .join(', ')
  return [
    `Made by \`${command}\` on ${date} from the runs listed at the end; generated, not edited.`,
    `Data: ${data}. Machine: ${run.backend}; ${machine}.`,
    'Errors are per cent of the test set, mean ± sample deviation over seeds (the same seeds, ' +
      'and so the same first weights and order of examples, for every method).' + (isPublished(entries)
      ? ' The paper’s figures stand beside them for orientation: they are of other networks and whole data sets.' : '')
  ].join('\n\n')
}

/** "linux 6.1.0 x64" without its kernel's release, which changes no figure. */
const withoutRelease = (platform: string): string => platform.replace(/^(\S+) .* (\S+)$/, '$1 $2')

const publishedMnist = publishedTables
  .find(({ number }) => number === 7)
  ?.rows.find(({ dataset }) => dataset === 'mnist')

const datasetOf = (entries: readonly ReportEntry[]): DataSetName => elementOf(entries, 0).configuration.dataset

/** The digits stand in for MNIST; of other data the paper has no figures. */
const isPublished = (entries: readonly ReportEntry[]): boolean => datasetOf(entries) === 'mnist-10k'

function publishedError(name: ReportMethodName): string {
  const error = publishedMnist?.error[methodOf(name)]
  return error === undefined ? '–' : percent(error)
}

function errorTable(entries: readonly ReportEntry[]): string {
  const beside = (cell: string): string[] => (isPublished(entries) ? [cell] : [])
  return [
    heading('method', 'runs', 'epochs', 'test error, ReLU, %', 'lowest – highest', ...beside('published: MNIST, NIN')),
    ...entries.map(({ name, configuration, runs, diverged }) => {
      const errors = runs.map(({ error }) => error)
      const range = `${percent(Math.min(...errors))} – ${percent(Math.max(...errors))}`
      return line(
        titleOf(name),
        String(runs.length) + (diverged.length > 0 ? ` (${diverged.length} diverged)` : ''),
        String(configuration.epochs),
        withDeviation(sampleOf(errors), percent),
        range,
        ...beside(publishedError(name))
      )
    })
  ].join('\n')
}

const changeText = (saving: number): string => `${points(-saving, 0)} %`

function iterationsText(entries: readonly ReportEntry[]): string {
  const every = entries[0]?.configuration.evaluateEvery
  return [
    'The first measurement at or below the error, warm-up included; ' +
      `the test error is measured every ${every} iterations and after every epoch. ` +
      'Mean ± deviation of the runs that reach it; against SGD on the seeds that both have. ' +
      'The paper: similar performance in 30–40 % fewer iterations (I-alternation), about 30 % (B-alternation).',
    reachedTable(entries, 'iterations')
  ].join('\n\n')
}

const secondsText = (entries: readonly ReportEntry[]): string => [
  'The same moments on the training’s own clock: its steps, refits, the masks of its alternations, and the tests, ' +
    'which all have alike; not set-up and compiling. Methods were trained by turns, seed by seed, so that what ' +
    'slowed the machine down for a while slowed all.',
  reachedTable(entries, 'seconds')
].join('\n\n')

function reachedTable(entries: readonly ReportEntry[], spent: Spent): string {
  const sgd = entries.find(({ name }) => name === 'sgd')?.runs
  const cells = (runs: readonly ReportRun[], level: number): string[] => {
    const { sample, missed } = reachedBy(level, spent, runs)
    const saving = sgd && sgd !== runs ? savingOf(level, spent, ...ofSameSeeds(runs, sgd)) : null
    const never = missed > 0 ? ` (${missed} of ${runs.length} never)` : ''
    return [
      withDeviation(sample, (value) => value.toFixed(spent === 'seconds' ? 1 : 0)) + never,
      saving === null ? '–' : changeText(saving)
    ]
  }
  return [
    heading('method', ...reachedErrors.flatMap((error) => [`to ${percentWithUnit(error, 0)}`, 'against SGD'])),
    ...entries.map(({ name, runs }) => line(titleOf(name), ...reachedErrors.flatMap((_, at) => cells(runs, at))))
  ].join('\n')
}

function masktTable(entries: readonly ReportEntry[]): string {
  const published = publishedTables.flatMap(({ rows }) => rows).filter(({ maskt }) => maskt !== null)
  const gaps = published
    .map(({ title, error, maskt }) => `${title} ${pointsWithUnit((maskt ?? 0) - (error['i-alternation'] ?? 0))}`)
    .join(', ')
  return [
    `The same final weights with masks only, m ⊙ Wz (eq 13). The paper’s gaps on CIFAR-10, I-alternation: ${gaps}.`,
    [
      heading('method', 'ReLU, %', 'MaskT, %', 'gap, points'),
      ...entries.map(({ name, runs }) =>
        line(
          titleOf(name),
          withDeviation(sampleOf(runs.map(({ error }) => error)), percent),
          withDeviation(sampleOf(runs.map(({ maskt }) => maskt)), percent),
          withDeviation(sampleOf(runs.map(({ maskt, error }) => maskt - error)), percent)
        )
      )
    ].join('\n')
  ].join('\n\n')
}

/** Of the methods that prune, if any was measured. */
function pruningSection(entries: readonly ReportEntry[]): string[] {
  const pruned = entries
    .map(({ name, runs }) => ({
      name,
      runs: runs.flatMap(({ pruning }) => pruning ?? []),
      errors: runs.map(({ error }) => error)
    }))
    .filter(({ runs }) => runs.length > 0)
  if (pruned.length === 0) return []
  const known = (errors: (number | null)[]): number[] => errors.filter((error) => error !== null)
  return [
    '## Dense–Sparse–Dense',
    [
      'Test error, %, at the end of each stage, and the weights that are zero through the Sparse stage. ' +
        'DSD is given a sparsity for every layer but the classifier; DSD(I) and DSD(B) prune ' +
        'connections with zero co-activation, and are given none.',
      [
        heading('method', 'runs', 'after Dense', 'after Sparse', 'at the end', 'weights pruned, %'),
        ...pruned.map(({ name, runs, errors }) =>
          line(
            titleOf(name),
            String(runs.length),
            withDeviation(sampleOf(known(runs.map(({ dense }) => dense))), percent),
            withDeviation(sampleOf(known(runs.map(({ sparse }) => sparse))), percent),
            withDeviation(sampleOf(errors), percent),
            withDeviation(sampleOf(runs.map(({ pruned: fraction }) => fraction)), percent)
          )
        )
      ].join('\n')
    ].join('\n\n')
  ]
}

function claimsText(entries: readonly ReportEntry[]): string {
  const claims = judgeClaims(entries)
  if (claims.length === 0) return 'None can be judged: a claim compares a method with SGD, and SGD has no runs here.'
  return claims
    .map(
      ({ claim, rule, measured, verdict }) =>
        `- **${verdict === 'holds' ? 'Holds' : 'Does not hold'}:** ${claim} Measured: ${measured}. Rule: ${rule}`
    )
    .join('\n')
}

/** The report says once what all of its runs have in common. */
const commonGroups: readonly GroupName[] = ['data', 'snapshots']

function settingsText(entries: readonly ReportEntry[]): string {
  return entries
    .map(({ name, configuration }) => {
      const lines = settingLines(methodDefinition(configuration.method), configuration)
      const own = lines.filter(({ field }) => !commonGroups.includes(field.setting.group))
      return `- ${titleOf(name)}. ${own.map(({ label, text }) => `${label}: ${text}`).join('; ')}`
    })
    .join('\n')
}

function runsTable(entries: readonly ReportEntry[]): string {
  return [
    heading(
      'method',
      'seed',
      'ReLU, %',
      'MaskT, %',
      ...reachedErrors.map((error) => `to ${percentWithUnit(error, 0)}`),
      'run'
    ),
    ...entries.flatMap(({ name, runs }) =>
      runs.map(({ id, seed, error, maskt, reached }) =>
        line(
          titleOf(name),
          String(seed),
          percent(error),
          percent(maskt),
          ...reached.map((moment) => String(moment?.iterations ?? '–')),
          id
        )
      )
    )
  ].join('\n')
}
