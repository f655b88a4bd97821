/** The report as Markdown: pure text from runs, so that the same store gives the same words. */
import { elementOf } from '../../../preload/schema/element'
import { publishedTables } from '../../../preload/schema/published'
import type {
  DsdConfiguration,
  MaskedPhaseSettings,
  TrainingConfiguration
} from '../../../preload/schema/configuration'
import { maskedPhaseOf } from '../../engine/training/stages'
import { judgeClaims, points, reachedErrors, savingOf } from './claims'
import type { ReportEntry, ReportRun } from './collect'
import { methodOf, reportData, reportMethodTitles, type ReportMethodName } from './methods'
import { iterationsTo, reachedOf, sampleOf, type Sample } from './statistics'

export interface ReportContext { command: string; date: string; environment: Record<string, string> }

const percent = (fraction: number): string => (fraction * 100).toFixed(2).replace('-', '−')
const heading = (...cells: string[]): string =>
  `| ${cells.join(' | ')} |\n|${cells.map((_, column) => (column === 0 ? '---|' : '---:|')).join('')}`
const line = (...cells: string[]): string => `| ${cells.join(' | ')} |`

function withDeviation({ mean, deviation }: Sample, write: (value: number) => string): string {
  if (mean === null) return '–'
  return deviation === null ? write(mean) : `${write(mean)} ± ${write(deviation)}`
}

export function reportMarkdown(entries: readonly ReportEntry[], context: ReportContext): string {
  const measured = entries.filter(({ runs }) => runs.length > 0)
  const judged = entries.filter(({ runs, diverged }) => runs.length + diverged.length > 0)
  return [
    `# Results on ${reportData.dataset}`,
    opening(measured, context),
    '## Error', errorTable(measured),
    '## Iterations to an error', iterationsTable(measured),
    '## MaskT', masktTable(measured),
    ...pruningSection(measured),
    '## Which claims hold here', claimsText(judged),
    '## Settings', settingsText(measured),
    '## Runs', runsTable(measured)
  ].join('\n\n') + '\n'
}

function opening(entries: readonly ReportEntry[], { command, date, environment }: ReportContext): string {
  const run = elementOf(entries.flatMap(({ runs }) => runs), 0)
  const data = `${run.trainExamples.toLocaleString('en')} digits to train on and ${run.testExamples.toLocaleString('en')} to test, ${reportData.network} with ${run.parameters.toLocaleString('en')} parameters`
  const machine = Object.entries(environment)
    .map(([name, value]) => `${name} ${name === 'platform' ? withoutRelease(value) : value}`)
    .join(', ')
  return [
    `Made by \`${command}\` on ${date} from the runs listed at the end; written by no hand.`,
    `Data: ${data}. Machine: ${run.backend}; ${machine}.`,
    'Errors are per cent of the test set, mean ± sample deviation over seeds (the same seeds, and so the same first weights and order of examples, for every method). ' +
      'The paper’s figures stand beside them for orientation: they are of other networks and whole data sets.'
  ].join('\n\n')
}

/** "linux 6.1.0 x64" without its kernel's release, which changes no figure. */
const withoutRelease = (platform: string): string => platform.replace(/^(\S+) .* (\S+)$/, '$1 $2')

const publishedMnist = publishedTables
  .find(({ number }) => number === 7)
  ?.rows.find(({ dataset }) => dataset === 'mnist')

function publishedError(name: ReportMethodName): string {
  const error = publishedMnist?.error[methodOf(name)]
  return error === undefined ? '–' : percent(error)
}

function errorTable(entries: readonly ReportEntry[]): string {
  return [
    heading('method', 'runs', 'epochs', 'test error, ReLU, %', 'lowest – highest', 'published: MNIST, NIN'),
    ...entries.map(({ name, configuration, runs, diverged }) => {
      const errors = runs.map(({ error }) => error)
      const range = `${percent(Math.min(...errors))} – ${percent(Math.max(...errors))}`
      return line(
        reportMethodTitles[name],
        String(runs.length) + (diverged.length > 0 ? ` (${diverged.length} diverged)` : ''),
        String(configuration.epochs),
        withDeviation(sampleOf(errors), percent),
        range,
        publishedError(name)
      )
    })
  ].join('\n')
}

function changeText(saving: number): string {
  const change = (Math.abs(saving) * 100).toFixed(0)
  return change === '0' ? '0 %' : `${saving < 0 ? '+' : '−'}${change} %`
}

function iterationsTable(entries: readonly ReportEntry[]): string {
  const sgd = entries.find(({ name }) => name === 'sgd')?.runs
  const every = entries[0]?.configuration.evaluateEvery
  const cells = (runs: readonly ReportRun[], error: number): string[] => {
    const { iterations, missed } = reachedOf(error, runs.map(({ tests }) => tests))
    const saving = sgd && sgd !== runs ? savingOf(error, runs, sgd) : null
    const never = missed > 0 ? ` (${missed} of ${runs.length} never)` : ''
    return [withDeviation(iterations, (value) => value.toFixed(0)) + never, saving === null ? '–' : changeText(saving)]
  }
  return [
    `The first measurement at or below the error, warm-up included; the test error is measured every ${every} iterations and after every epoch. ` +
      'Mean ± deviation of the runs that reach it. The paper: similar performance in 30–40 % fewer iterations (I-alternation), about 30 % (B-alternation).',
    [
      heading('method', ...reachedErrors.flatMap((error) => [`to ${(error * 100).toFixed(0)} %`, 'against SGD'])),
      ...entries.map(({ name, runs }) =>
        line(reportMethodTitles[name], ...reachedErrors.flatMap((error) => cells(runs, error)))
      )
    ].join('\n')
  ].join('\n\n')
}

function masktTable(entries: readonly ReportEntry[]): string {
  const published = publishedTables.flatMap(({ rows }) => rows).filter(({ maskt }) => maskt !== null)
  const gaps = published
    .map(({ title, error, maskt }) => `${title} ${points((maskt ?? 0) - (error['i-alternation'] ?? 0))}`)
    .join(', ')
  return [
    `The same final weights with masks only, m ⊙ Wz (eq 13). The paper’s gaps on CIFAR-10, I-alternation: ${gaps}.`,
    [
      heading('method', 'ReLU, %', 'MaskT, %', 'gap, points'),
      ...entries.map(({ name, runs }) =>
        line(
          reportMethodTitles[name],
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
      'Test error, %, at the end of each stage, and the weights that are zero through the Sparse stage. DSD is told a degree for every layer but the classifier; DSD(I) and DSD(B) prune ' +
        'connections whose two units are never on together, and are told none.',
      [
        heading('method', 'runs', 'after Dense', 'after Sparse', 'at the end', 'weights pruned, %'),
        ...pruned.map(({ name, runs, errors }) =>
          line(
            reportMethodTitles[name],
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

const changed = ['learningRate', 'momentum', 'batchSize', 'weightDecay', 'clipNorm', 'epochs'] as const

function settingsText(entries: readonly ReportEntry[]): string {
  return entries.map(({ name, configuration }) => {
    const masked = maskedPhaseOf(configuration)
    const shared = changed.map((key) => `${key} ${String(configuration[key])}`).join(', ')
    return `- ${reportMethodTitles[name]}: ${shared}, schedule ${settingText(configuration.schedule)}${masked ? `; ${phaseText(masked)}` : ''}${configuration.method === 'dsd' ? `; ${pruningText(configuration.pruning)}` : ''}`
  }).join('\n')
}

const phaseText = (settings: MaskedPhaseSettings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key} ${settingText(value)}`)
    .join(', ')

function pruningText({ sparse, final, choice, exempt }: DsdConfiguration['pruning']): string {
  const degrees = Object.entries(choice)
    .filter(([, value]) => typeof value === 'number')
    .map(([key, value]) => `${key} ${value}`)
  return [
    `last epochs: ${sparse.epochs} sparse, ${final.epochs} dense again`,
    `prunes by ${choice.kind}`,
    ...degrees,
    `all but the ${exempt.join(' and ')}`
  ].join(', ')
}

/** `{ kind: 'gap', epochs: 1 }` reads as "gap (epochs 1)". */
function settingText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { kind, ...rest } = value as TrainingConfiguration['schedule'] & Record<string, unknown>
  const details = Object.entries(rest).map(([key, detail]) => `${key} ${String(detail)}`).join(', ')
  return details === '' ? kind : `${kind} (${details})`
}

function runsTable(entries: readonly ReportEntry[]): string {
  return [
    heading(
      'method',
      'seed',
      'ReLU, %',
      'MaskT, %',
      ...reachedErrors.map((error) => `to ${(error * 100).toFixed(0)} %`),
      'run'
    ),
    ...entries.flatMap(({ name, runs }) =>
      runs.map(({ id, seed, error, maskt, tests }) =>
        line(
          reportMethodTitles[name],
          String(seed),
          percent(error),
          percent(maskt),
          ...reachedErrors.map((wanted) => String(iterationsTo(wanted, tests) ?? '–')),
          id
        )
      )
    )
  ].join('\n')
}
