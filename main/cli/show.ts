/** `maskscope show RUN` */
import { originOf, originText } from '../../preload/schema/configuration'
import { bytes, count, loss, percentWithUnit } from '../../preload/schema/format'
import type { Command } from 'commander'
import { exactEpoch, snapshotTitle, withinEpoch, type Pace } from '../../preload/schema/moments'
import { guessText } from '../../preload/schema/preprocessing-guess'
import type { SnapshotRecord } from '../../preload/schema/run'
import { importCheck, importNotes } from '../../preload/schema/run-environment'
import { showRun } from '../api/show'
import { withRun, type Common } from './common'
import { line, print, printJson, table } from './terminal'

type Shown = ReturnType<typeof showRun>

export function addShow(program: Command): void {
  program
    .command('show <run>')
    .description('show a run: epochs, snapshots of its masks with sparsity and churn, evaluations')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withRun(command, run, (workbench, id, options: Common & { json?: boolean }) => {
        const shown = showRun(workbench, id)
        if (options.json) printJson(shown)
        else printShown(shown)
      })
    )
}

export function printShown(run: Shown): void {
  print(line(`${run.name}   ${run.status}   run ${run.id}`))
  if (run.failure) print(line(run.failure))
  if (run.missingLog) print(line(run.missingLog))
  print(line(
    `${run.method} · ${run.dataset} (${count(run.trainExamples)} / ${count(run.testExamples)}) · ${run.network}, ` +
      `${[parametersText(run), `seed ${run.seed}`, run.backend].filter((part) => part !== '').join(' · ')}`
  ))
  if (run.config.method !== 'imported' && originOf(run.config) !== null)
    print(line(`begins with ${originText(run.config)}`))
  const guess = run.config.method === 'imported' ? run.config.guess : undefined
  if (guess) print(line(`preprocessing ${guessText(run.config.preprocessing, guess)}`))
  for (const said of [run.environment[importCheck], run.environment[importNotes]])
    if (said !== undefined) print(line(said))
  print(`masks ${bytes(run.maskBytes)}, file ${bytes(run.fileBytes)}`)
  if (run.epochs.length > 0) print('\n' + epochsTable(run))
  if (run.snapshots.length > 0) print('\n' + snapshotsTable(run))
  if (run.sensitivity.length > 0) print('\n' + sensitivityTable(run))
  if (run.prunings.length > 0) print('\n' + pruningsTable(run))
  if (run.evaluations.length > 0) print('\n' + evaluationsTable(run))
}

/** Auxiliary heads are trained, and no part of the output. */
function parametersText({ parameters, parametersInTraining }: Shown): string {
  const [answering, trained] = [parameters, parametersInTraining].map((count) => count.toLocaleString('en'))
  return answering === trained ? `${answering} parameters` : `${answering} parameters (${trained} in training)`
}

const epochsTable = ({ epochs }: Shown): string =>
  table(
    ['epoch', 'phase', 'iterations', 'training loss', 'training error', 'test error', 'drift'],
    epochs.map((epoch) => [
      String(epoch.epoch),
      epoch.phase,
      count(epoch.iterations),
      loss(epoch.trainLoss),
      percentWithUnit(epoch.trainError),
      percentWithUnit(epoch.testError),
      percentWithUnit(epoch.drift)
    ])
  )

const paceOf = ({ trainExamples, config }: Shown): Pace => ({
  trainExamples,
  batchSize: config.method === 'imported' ? null : config.batchSize
})

export const snapshotsTable = (run: Shown, snapshots: readonly SnapshotRecord[] = run.snapshots): string =>
  table(
    ['masks of', 'layer', 'units', 'sparsity', 'churn', 'on→off', 'off→on', 'dead', 'always on'],
    snapshots.flatMap((record) =>
      record.layers.map((layer) => [
        snapshotTitle(record, paceOf(run)),
        layer.name,
        count(layer.units),
        percentWithUnit(layer.sparsity),
        percentWithUnit(layer.churn),
        percentWithUnit(layer.onToOff),
        percentWithUnit(layer.offToOn),
        count(layer.dead),
        count(layer.alwaysOn)
      ])
    )
  )

/** Test error with ReLU when one layer alone is pruned: a row per layer, a column per sparsity. */
function sensitivityTable({ sensitivity }: Shown): string {
  const degrees = [...new Set(sensitivity.map(({ degree }) => degree))].sort((one, other) => one - other)
  const layers = [...new Set(sensitivity.map(({ layer }) => layer))]
  return table(
    ['test error at', ...degrees.map((degree) => percentWithUnit(degree, 0))],
    layers.map((layer) => [
      layer,
      ...degrees.map((degree) =>
        percentWithUnit(sensitivity.find((point) => point.layer === layer && point.degree === degree)?.error ?? null)
      )
    ])
  )
}

const pruningsTable = ({ prunings }: Shown): string =>
  table(
    ['pruning', 'epoch', 'layer', 'weights', 'kept', 'weight sparsity', 'zero co-activation', 'mean co-activation'],
    prunings.flatMap(({ index, epoch, weights, kept, layers }) => [
      ...layers.map((layer) => [
        String(index),
        String(epoch),
        layer.exempt ? `${layer.name} (exempt)` : layer.name,
        count(layer.weights),
        count(layer.kept),
        percentWithUnit(1 - layer.kept / layer.weights),
        layer.coactivation ? count(layer.coactivation.never) : '–',
        layer.coactivation ? percentWithUnit(layer.coactivation.mean) : '–'
      ]),
      [String(index), String(epoch), 'all', count(weights), count(kept), percentWithUnit(1 - kept / weights), '', '']
    ])
  )

const evaluationsTable = (run: Shown): string =>
  table(
    ['checkpoint', 'epoch', 'iteration', 'error with ReLU', 'error with MaskT'],
    run.evaluations.map(({ at, relu, maskt, ...moment }) => [
      at,
      withinEpoch(exactEpoch(moment, paceOf(run))),
      String(moment.iteration),
      percentWithUnit(relu.error),
      percentWithUnit(maskt.error)
    ])
  )
