/** `maskscope linear RUN`: the linear network that one training example sees. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { oneOf } from '../../preload/schema/command/given-values'
import { maskFormSchema } from '../../preload/schema/evaluation'
import { Failure } from '../../preload/schema/failure'
import { decimal, percentWithUnit, powerOfTen } from '../../preload/schema/format'
import {
  mostDifference, type ClassMap, type LinearMap, type LinearMoment, type LinearReading
} from '../../preload/schema/linear'
import { linearMap, writeLinearMap } from '../api/linear'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { latest, numberFrom, onRun, snapshotFrom } from './run-options'
import { print, printJson, remark, table } from './terminal'

interface Options extends Common {
  snapshot?: string
  example: string
  class: string
  rule?: string
  form: string
  dataDir?: string
  out?: string
  json?: boolean
}

const rules = ['relu', 'masks'] as const
type Rule = (typeof rules)[number]

export function addLinear(program: Command): void {
  program
    .command('linear <run>')
    .description(
      'the linear network that one training example sees with its masks fixed: what pixels and biases add to a logit'
    )
    .requiredOption('--example <n>', 'the example’s number, from 0')
    .option('--snapshot <k>', latest)
    .option('--class <c>', 'whose logit is taken apart: a class, "predicted" or "all"', 'all')
    .option('--rule <name>', 'relu (the network’s own masks) or masks (the stored ones); both without')
    .option('--form <name>', 'what stored masks pass: linear (m ⊙ Wz, as MaskT) or affine (m ⊙ (Wz + b))', 'linear')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--out <file>', 'write image, weights and contributions as this .npz file')
    .option('--json', 'as JSON')
    .action(onRun(tell))
}

async function tell(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const shown = options.rule === undefined ? rules : [oneOf('rule', rules, options.rule, 'rule')]
  const map = await linearMap(workbench, {
    id,
    snapshot: snapshotFrom(workbench, id, options),
    example: numberFrom('example', options.example, 0),
    classes: classesFrom(options.class),
    form: oneOf('form', maskFormSchema.options, options.form, 'form'),
    dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir)
  })
  if (options.out !== undefined) {
    const path = resolve(options.out)
    await writeLinearMap(map, path)
    remark(`wrote the linear maps of example ${map.example} to ${path}`)
  }
  if (map.missing !== null) remark(map.missing)
  if (options.json === true) printJson(asJson(map, shown))
  else print(tables(map, shown))
}

function classesFrom(text: string): 'all' | 'predicted' | number[] {
  if (text === 'all' || text === 'predicted') return text
  if (/^\d{1,5}$/.test(text)) return [Number(text)]
  throw new Failure(`--class takes a class from 0, "predicted" or "all", not "${text}".`)
}

/** Images are written by --out. */
function asJson({ now, before, image: _image, ...map }: LinearMap, shown: readonly Rule[]) {
  const plain = ({ weights: _weights, contributions: _contributions, ...figures }: ClassMap) => figures
  const moment = (of: LinearMoment) => ({
    snapshot: of.snapshot,
    ...Object.fromEntries(shown.map((rule) => [rule, { ...of[rule], classes: of[rule].classes.map(plain) }]))
  })
  return { ...map, now: moment(now), before: before === null ? null : moment(before) }
}

function tables({ example, label, now, before }: LinearMap, shown: readonly Rule[]): string {
  const moments = before === null ? [now] : [now, before]
  return [
    `example ${example} (class ${label})`,
    ...moments.flatMap((moment) => shown.map((rule) => readingTable(moment.snapshot, moment[rule])))
  ].join('\n\n')
}

function readingTable(snapshot: number, { rule, outcome, classes }: LinearReading): string {
  const title = rule.rule === 'relu'
    ? 'ReLU'
    : `stored masks, ${rule.form === 'linear' ? 'm ⊙ Wz (MaskT)' : 'm ⊙ (Wz + b)'}`
  const rows = classes.map(({ label, logit, pixels, biases, difference, relative }) => [
    String(label), decimal(pixels, 4), decimal(biases, 4), decimal(logit, 4), powerOfTen(difference),
    percentWithUnit(outcome.probabilities[label]), relative < mostDifference ? '' : 'the sum does not hold'
  ])
  return `snapshot ${snapshot}, ${title}: predicted ${outcome.predicted}\n` +
    table(['class', 'pixels', 'biases', 'logit', 'difference', 'probability', ''], rows)
}
