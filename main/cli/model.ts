/** `maskscope model RUN`: what each node of the network makes and costs, and how much of that a snapshot uses. */
import type { Command } from 'commander'
import { elementOf } from '../../preload/schema/element'
import { count, percentWithUnit, plural } from '../../preload/schema/format'
import type { Model, ModelMoment } from '../../preload/schema/model'
import type { Network } from '../../preload/schema/network'
import { nodeKinds, shapeWords, detailWords } from '../../preload/schema/node-words'
import { MaskViewer } from '../api/masks/viewer'
import { runModel } from '../api/model'
import { runDetail } from '../api/runs'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { onRun, ordinalFrom } from './run-options'
import { print, printJson, table } from './terminal'

type Options = Common & { snapshot?: string; json?: boolean }

export function addModel(program: Command): void {
  program
    .command('model <run>')
    .description('show the network of a run: shapes, parameters, MACs, and how many of them a snapshot uses')
    .option('--snapshot <k>', 'the snapshot’s number, from 1 (default: the latest)')
    .option('--json', 'as JSON')
    .action(onRun((workbench, id, { snapshot, json }: Options) => {
      const asked = snapshot === undefined ? null : ordinalFrom('snapshot', snapshot)
      const told = tell(workbench, id, asked)
      if (json === true) printJson(asJson(told))
      else print(asTable(told))
    }))
}

interface Told { topology: Network; model: Model; moment: ModelMoment }

function tell(workbench: ReadableWorkbench, id: string, snapshot: number | null): Told {
  const { topology } = runDetail(workbench, id).detail
  return {
    topology,
    model: runModel(workbench, id),
    moment: new MaskViewer(workbench.store.place).moment(id, snapshot)
  }
}

/** One object for each node, with its own settings. */
const rowsOf = ({ topology, model, moment }: Told) => topology.nodes.map((node, at) => ({
  node, cost: elementOf(model.nodes, at), used: moment.nodes.find(({ name }) => name === node.name)
}))

const asJson = (told: Told) => ({
  ...told.model, ...told.moment, nodes: rowsOf(told).map(({ node, cost, used }) => ({ ...node, ...cost, ...used }))
})

function asTable(told: Told): string {
  const { model, moment } = told
  const rows = rowsOf(told).map(({ node, cost, used }) => [
    cost.inMainHead ? node.name : `${node.name} (training only)`,
    nodeKinds[node.type], detailWords(node), shapeWords(cost.shape),
    ...figures(cost.parameters, used?.nonZeroParameters, cost.macs, used?.effectiveMacs),
    ...[used?.weightSparsity, used?.coactivation].map((share) => (used === undefined ? '' : percentWithUnit(share)))
  ])
  const all = figures(model.parameters, moment.nonZeroParameters, model.macs, moment.effectiveMacs)
  return [headOf(moment), table([
    'node', 'kind', 'window', 'output', 'parameters', 'non-zero', 'MACs', 'effective MACs', 'of MACs',
    'weight sparsity', 'co-activation'
  ], [...rows, ['all', '', '', '', ...all, '', '']])].join('\n')
}

type Maybe = number | null | undefined

/** Nothing where there is nothing to count. */
function figures(parameters: number, nonZero: Maybe, macs: number, effective: Maybe): string[] {
  const used = macs === 0 ? ['', '', ''] : [count(macs), count(effective), percentWithUnit(shareOf(effective, macs), 1)]
  return [...(parameters === 0 ? ['', ''] : [count(parameters), count(nonZero)]), ...used]
}

const shareOf = (part: Maybe, whole: number): number | null =>
  part === null || part === undefined ? null : part / whole

function headOf({ checkpoint, snapshot, examples, stored }: ModelMoment): string {
  if (checkpoint === null) return 'no weights are stored yet'
  if (snapshot === null) return `weights of ${checkpoint}; no masks are stored, so no MAC is known to be effective`
  const of = examples === stored ? plural(examples, 'example') : `${count(examples)} of ${plural(stored, 'example')}`
  return `snapshot ${snapshot}, weights of ${checkpoint}, masks of ${of}`
}
