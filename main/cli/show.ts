/** `maskscope show RUN` */
import type { Command } from 'commander'
import { showRun } from '../api/show'
import { withWorkbench, type Common } from './common'
import { bytes, percent, print, printJson, table } from './terminal'

type Shown = ReturnType<typeof showRun>

export function addShow(program: Command): void {
  program
    .command('show <run>')
    .description('show a run: epochs, alternations with sparsity and churn, evaluations')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Common & { json?: boolean }) => {
        const shown = showRun(workbench, workbench.store.resolveId(run))
        if (options.json) printJson(shown)
        else printShown(shown)
      })
    )
}

export function printShown(run: Shown): void {
  print(`${run.name}   ${run.status}   run ${run.id}`)
  if (run.failure) print(run.failure)
  print(
    `${run.method} · ${run.dataset} (${run.trainExamples} / ${run.testExamples}) · ${run.network}, ` +
    `${parametersText(run)} · seed ${run.seed} · ${run.backend}`
  )
  print(`masks ${bytes(run.maskBytes)}, file ${bytes(run.fileBytes)}`)
  if (run.epochs.length > 0) print('\n' + epochsTable(run))
  if (run.alternations.length > 0) print('\n' + alternationsTable(run))
  if (run.sensitivity.length > 0) print('\n' + sensitivityTable(run))
  if (run.prunings.length > 0) print('\n' + pruningsTable(run))
  if (run.evaluations.length > 0) print('\n' + evaluationsTable(run))
}

/** Auxiliary heads are trained, and no part of the answer. */
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
      String(epoch.iterations),
      epoch.trainLoss.toFixed(4),
      percent(epoch.trainError),
      percent(epoch.testError),
      percent(epoch.drift)
    ])
  )

const alternationsTable = ({ alternations }: Shown): string =>
  table(
    ['alternation', 'layer', 'units', 'sparsity', 'churn', 'on→off', 'off→on', 'dead', 'always on'],
    alternations.flatMap(({ index, layers }) =>
      layers.map((layer) => [
        String(index),
        layer.name,
        String(layer.units),
        percent(layer.sparsity),
        percent(layer.churn),
        percent(layer.onToOff),
        percent(layer.offToOn),
        String(layer.dead),
        String(layer.alwaysOn)
      ])
    )
  )

/** Test error with ReLU when one layer alone is pruned: a row per layer, a column per degree. */
function sensitivityTable({ sensitivity }: Shown): string {
  const degrees = [...new Set(sensitivity.map(({ degree }) => degree))].sort((one, other) => one - other)
  const layers = [...new Set(sensitivity.map(({ layer }) => layer))]
  return table(
    ['test error at', ...degrees.map((degree) => percent(degree, 0))],
    layers.map((layer) => [
      layer,
      ...degrees.map((degree) =>
        percent(sensitivity.find((point) => point.layer === layer && point.degree === degree)?.error ?? null)
      )
    ])
  )
}

const pruningsTable = ({ prunings }: Shown): string =>
  table(
    ['pruning', 'epoch', 'layer', 'weights', 'kept', 'weight sparsity', 'never on together', 'mean co-activation'],
    prunings.flatMap(({ index, epoch, weights, kept, layers }) => [
      ...layers.map((layer) => [
        String(index),
        String(epoch),
        layer.exempt ? `${layer.name} (exempt)` : layer.name,
        String(layer.weights),
        String(layer.kept),
        percent(1 - layer.kept / layer.weights),
        layer.coactivation ? String(layer.coactivation.never) : '–',
        layer.coactivation ? percent(layer.coactivation.mean) : '–'
      ]),
      [String(index), String(epoch), 'all', String(weights), String(kept), percent(1 - kept / weights), '', '']
    ])
  )

const evaluationsTable = ({ evaluations }: Shown): string =>
  table(
    ['checkpoint', 'epoch', 'error with ReLU', 'error with MaskT'],
    evaluations.map(({ at, epoch, relu, maskt }) => [at, String(epoch), percent(relu.error), percent(maskt.error)])
  )
