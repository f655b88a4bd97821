/** What a report says of one run. */
import { layerChurnChart, layerChurnHeight, overallChurnChart } from '../../../charts/churn'
import { curveFigures, driftChart, errorChart, lossChart } from '../../../charts/curves'
import {
  churnReading, curveReading, driftReading, layerChurnReading, sparsityReading
} from '../../../charts/readings'
import { sparsityMap, sparsityMapHeight } from '../../../charts/sparsity-map'
import { checkpointRows, gapOf } from '../../../preload/schema/checkpoint-rows'
import { shellText } from '../../../preload/schema/command/repeat'
import { count, decimal, instant, loss, percentWithUnit, points, unknown } from '../../../preload/schema/format'
import { keyFigures, type KeyFigure } from '../../../preload/schema/key-figures'
import { snapshotName } from '../../../preload/schema/moments'
import type { PrunedLayer } from '../../../preload/schema/pruning'
import type { EpochRecord, RunDetail, SnapshotRecord } from '../../../preload/schema/run'
import { configurationLines, lastOf, latestDrift, stageErrors } from '../../../preload/schema/run-figures'
import { capitalised, failureTitles, methodTitle, phaseTitles, statusTitles } from '../../../preload/schema/titles'
import type { Repeated } from '../repeat'
import { factsOf, section, text, type Block, type Fact, type Report, type Section, type Table } from './document'
import { drawn, figureWidth, type Drawing } from './figures'

export async function runReport(detail: RunDetail, repeated: Repeated, made: string): Promise<Report> {
  const curves = await drawn(curveDrawings(detail))
  const masks = await drawn(maskDrawings(detail.snapshots))
  return {
    title: detail.summary.name,
    kind: 'Report of a run',
    facts: headFacts(detail),
    sections: [
      ...section('Key figures', failureNotice(detail), {
        kind: 'facts', facts: keyFigures(detail).flat().map(keyFact)
      }),
      ...section('Curves', ...curves, epochsTable(detail.epochs)),
      ...section('Sparsity and churn', ...masks, ...maskTables(detail.snapshots)),
      ...section('Evaluation: ReLU and MaskT', evaluationTable(detail)),
      ...pruningSection(detail),
      ...settingsSections(detail),
      ...repeatSection(repeated)
    ],
    made
  }
}

function headFacts({ summary }: RunDetail): Fact[] {
  const { id, method, network, dataset, seed, status, failureKind, createdAt, finishedAt } = summary
  return factsOf([
    ['Run', id],
    ['Method', methodTitle(summary)],
    ['Network', network],
    ['Data', dataset],
    ['Seed', String(seed)],
    ['Status', failureKind === null ? statusTitles[status] : failureTitles[failureKind]],
    ...method === 'imported' ? [] : [['Epochs', `${summary.epochsDone} of ${summary.epochs}`] as const],
    ['Started', instant(createdAt)],
    ...finishedAt === null ? [] : [['Ended', instant(finishedAt)] as const]
  ])
}

const failureNotice = ({ summary: { failure } }: RunDetail): Block | null =>
  (failure === null ? null : { kind: 'notice', text: failure })

const keyFact = ({ label, value, unit, note }: KeyFigure): Fact => ({
  label,
  text: value + (unit === undefined || value === unknown ? '' : ` ${unit}`) + (note === undefined ? '' : ` (${note})`)
})

function curveDrawings(detail: RunDetail): Drawing[] {
  const { epochs, curve } = detail
  if (epochs.length + curve.length === 0) return []
  const figures = curveFigures(detail, null, false)
  const of = (figure: 'loss' | 'error'): string => curveReading(epochs, figures.spans, figure)
  const drift: Drawing = {
    title: 'Drift', explanation: 'Stored mask bits that the weights after an epoch contradict.',
    reading: driftReading(epochs), build: driftChart(figures), height: 170
  }
  return [
    {
      title: 'Error', explanation: 'Wrongly classified examples divided by all; on the test set with ReLU.',
      reading: of('error'), build: errorChart(figures), height: 280
    },
    {
      title: 'Loss', explanation: 'Mean cross-entropy.', reading: of('loss'), build: lossChart(figures), height: 280
    },
    ...latestDrift(epochs) === null ? [] : [drift]
  ]
}

function maskDrawings(snapshots: readonly SnapshotRecord[]): Drawing[] {
  const layers = snapshots[0]?.layers.length ?? 0
  if (layers === 0) return []
  /** No snapshot is set off from the others. */
  const none = -1
  const churn: Drawing[] = [
    {
      title: 'Churn', explanation: 'Mask bits of all layers that flipped since the snapshot before.',
      reading: churnReading(snapshots), build: overallChurnChart(snapshots, none), height: 240
    },
    {
      title: 'Churn by layer', explanation: 'The same of each layer, all on one scale.',
      reading: layerChurnReading(snapshots), build: layerChurnChart(snapshots, none),
      height: layerChurnHeight(figureWidth, layers)
    }
  ]
  return [
    {
      title: 'Sparsity by layer', explanation: 'Zeros among the mask bits of each layer, snapshot by snapshot.',
      reading: sparsityReading(snapshots), build: sparsityMap(snapshots, none), height: sparsityMapHeight(layers)
    },
    ...snapshots.some((record) => record.churn !== null) ? churn : []
  ]
}

/** Rows that a person still reads. */
const mostRows = 50

/** Evenly spaced ones of many, the last among them; and what the title says of that. */
function readable<T>(records: readonly T[]): { shown: readonly T[]; told: string } {
  const step = Math.ceil(records.length / mostRows)
  if (step <= 1) return { shown: records, told: '' }
  const last = records.length - 1
  return { shown: records.filter((_, place) => (last - place) % step === 0), told: `, each ${step}th` }
}

function epochsTable(epochs: readonly EpochRecord[]): Table | null {
  if (epochs.length === 0) return null
  const { shown, told } = readable(epochs)
  return {
    kind: 'table',
    title: `Epochs${told}`,
    columns: [
      'Epoch', 'Phase', 'Iterations', 'Train error', 'Test error', 'Train loss', 'Test loss', 'Drift', 'Seconds'
    ],
    rows: shown.map((record) => [
      String(record.epoch), phaseTitles[record.phase], count(record.iterations),
      percentWithUnit(record.trainError), percentWithUnit(record.testError), loss(record.trainLoss),
      loss(record.testLoss), percentWithUnit(record.drift), decimal(record.seconds, 1)
    ])
  }
}

function maskTables(snapshots: readonly SnapshotRecord[]): Table[] {
  const last = lastOf(snapshots)
  if (last === undefined) return []
  const { shown, told } = readable(snapshots)
  return [
    {
      kind: 'table',
      title: `Snapshots${told}`,
      columns: ['Snapshot', 'Epoch', 'Iteration', 'Examples', 'Sparsity', 'Churn', 'on→off', 'off→on'],
      rows: shown.map((record) => [
        capitalised(snapshotName(record)), String(record.epoch), count(record.iteration), count(record.examples),
        percentWithUnit(record.sparsity), percentWithUnit(record.churn), percentWithUnit(record.onToOff),
        percentWithUnit(record.offToOn)
      ])
    },
    {
      kind: 'table',
      title: `Layers at the latest snapshot, ${snapshotName(last)}`,
      columns: ['Layer', 'Units', 'Sparsity', 'Churn', 'on→off', 'off→on', 'Dead', 'Always on'],
      rows: last.layers.map((layer) => [
        layer.name, count(layer.units), percentWithUnit(layer.sparsity), percentWithUnit(layer.churn),
        percentWithUnit(layer.onToOff), percentWithUnit(layer.offToOn), count(layer.dead), count(layer.alwaysOn)
      ])
    }
  ]
}

function evaluationTable(detail: RunDetail): Table | null {
  const rows = checkpointRows(detail).flatMap(({ title, evaluation }) => (evaluation === null ? [] : [[
    title, count(evaluation.examples), percentWithUnit(evaluation.relu.error), percentWithUnit(evaluation.maskt.error),
    `${points(gapOf(evaluation))} pp`, loss(evaluation.relu.loss), loss(evaluation.maskt.loss)
  ]]))
  return rows.length === 0 ? null : {
    kind: 'table', title: 'Test set, by checkpoint', rows,
    columns: ['Checkpoint', 'Examples', 'ReLU error', 'MaskT error', 'Gap', 'ReLU loss', 'MaskT loss']
  }
}

function pruningSection(detail: RunDetail): Section[] {
  const pruning = lastOf(detail.prunings)
  const stages = stageErrors(detail)
  return section(
    'Pruning',
    stages.length === 0 ? null : {
      kind: 'table', title: 'Test error by stage', columns: ['Stage', 'Test error'],
      rows: stages.map(({ title, error }) => [title, percentWithUnit(error)])
    },
    pruning === undefined ? null : {
      kind: 'table',
      title: `Connections after pruning ${pruning.index}, epoch ${pruning.epoch}`,
      columns: ['Layer', 'Weights', 'Kept', 'Pruned', 'Never on together'],
      rows: [...pruning.layers, { ...pruning, name: 'All layers', coactivation: null, exempt: false }].map(prunedRow)
    }
  )
}

const prunedRow = ({ name, weights, kept, exempt, coactivation }: PrunedLayer): string[] => [
  exempt ? `${name} (exempt)` : name, count(weights), count(kept), percentWithUnit(1 - kept / weights),
  coactivation === null ? unknown : count(coactivation.never)
]

function settingsSections({ configuration, trainExamples, testExamples, summary, environment }: RunDetail): Section[] {
  const examples = `${count(trainExamples)} train, ${count(testExamples)} test`
  const backend = summary.backend === '' ? [] : [['backend', summary.backend] as const]
  return [
    ...section('Settings', {
      kind: 'facts', facts: factsOf([...configurationLines(configuration), ['Examples', examples]])
    }),
    ...section('Environment', { kind: 'facts', facts: factsOf([...backend, ...Object.entries(environment)]) })
  ]
}

export const repeatSection = ({ commands, lacking }: Repeated): Section[] => section(
  'How to repeat it',
  lacking === null ? null : text(`Run ${lacking}, whose weights it began with, is not in this store and has to be.`),
  { kind: 'commands', text: commands.map(shellText).join('\n') }
)
