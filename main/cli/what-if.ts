/** `maskscope what-if RUN`: logits of an example, or the error of many, with other masks than they have. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { oneOf } from '../../preload/schema/command/given-values'
import { maskFormSchema } from '../../preload/schema/evaluation'
import { Failure } from '../../preload/schema/failure'
import { count, decimal, loss, percentWithUnit, plural } from '../../preload/schema/format'
import type { ChangedError, MaskChange, MaskRule, MeasuredExamples, WhatIf } from '../../preload/schema/linear'
import { partFrom } from '../../preload/schema/mask-changes'
import { changedError, whatIf } from '../api/linear'
import { showRun } from '../api/show'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { ProgressLine } from './progress-line'
import { latest, numberFrom, onRun, snapshotFrom } from './run-options'
import { print, printJson, table } from './terminal'

interface Options extends Common {
  snapshot?: string
  example?: string
  class?: string
  test?: boolean
  off: string[]
  on: string[]
  masksOf?: string
  rule?: string
  form: string
  dataDir?: string
  json?: boolean
}

const each = (value: string, before: string[]): string[] => [...before, value]
const part = 'a layer, LAYER:CHANNEL, or LAYER:CHANNEL:UNIT with the unit’s index or row,column'

export function addWhatIf(program: Command): void {
  program
    .command('what-if <run>')
    .description('what the network says when units, channels or layers are turned off or on: of one example or of many')
    .option('--example <n>', 'of this training example: logits, probabilities and prediction')
    .option('--class <c>', 'of the training examples of this class: the error')
    .option('--test', 'of the test set: the error')
    .option('--snapshot <k>', latest)
    .option('--off <part>', `turn off ${part}; may be repeated`, each, [])
    .option('--on <part>', 'turn on, likewise; a narrower part holds against a wider one', each, [])
    .option('--masks-of <n>', 'with the stored masks of this example in the place of its own')
    .option('--rule <name>', 'masks (the stored ones stay as they are) or relu (the network decides the others anew)')
    .option('--form <name>', 'what masks pass: linear (m ⊙ Wz, as MaskT) or affine (m ⊙ (Wz + b))', 'linear')
    .option('--data-dir <folder>', 'the folder of the data set’s official files')
    .option('--json', 'as JSON')
    .action(onRun(tell, demandOne))
}

/** @throws Failure unless one example, a class or the test set is asked for */
function demandOne({ example, class: label, test }: Options): void {
  if ([example !== undefined, label !== undefined, test === true].filter(Boolean).length !== 1)
    throw new Failure('Say of what: --example N, --class C or --test, one of them.')
}

async function tell(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const asked = {
    id,
    snapshot: snapshotFrom(workbench, id, options),
    rule: ruleFrom(options),
    changes: changesFrom(workbench, id, options),
    masksOf: options.masksOf === undefined ? null : numberFrom('masks-of', options.masksOf, 0),
    dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir)
  }
  if (options.example !== undefined) {
    const result = await whatIf(workbench, { ...asked, example: numberFrom('example', options.example, 0) })
    if (options.json === true) printJson(withoutMasks(result))
    else print(outcomeTable(result))
    return
  }
  const examples = examplesFrom(options)
  const line = new ProgressLine(process.stderr, 'error')
  const result = await changedError(workbench, { ...asked, examples }, (done, of) => line.draw(done, of))
    .finally(() => line.clear())
  if (result === null) return
  if (options.json === true) printJson({ ...examples, ...result })
  else print(errorTable(result))
}

/** With stored masks, unless ReLU is asked for, or the test set, which has none. */
function ruleFrom({ rule: name, form, test }: Options): MaskRule {
  const rule = name === undefined ? (test === true ? 'relu' : 'masks') : oneOf('rule', ['relu', 'masks'], name, 'rule')
  return rule === 'relu' ? { rule } : { rule, form: oneOf('form', maskFormSchema.options, form, 'form') }
}

function examplesFrom({ class: label, test }: Options): MeasuredExamples {
  return test === true ? { of: 'test' } : { of: 'class', label: numberFrom('class', label ?? '', 0) }
}

function changesFrom(workbench: ReadableWorkbench, id: string, { off, on }: Options): MaskChange[] {
  const change = (to: MaskChange['to']) => (text: string): MaskChange => {
    const found = partFrom(withIndex(workbench, id, text))
    if (found === null) throw new Failure(`--${to} takes ${part}, not "${text}".`)
    return { to, ...found }
  }
  return [...off.map(change('off')), ...on.map(change('on'))]
}

/** A position in a channel, `support2:5:3,4`, as the index of its unit. */
function withIndex(workbench: ReadableWorkbench, id: string, text: string): string {
  const [, layer, channel, row, column] = /^([^:]+):(\d{1,7}):(\d{1,5}),(\d{1,5})$/.exec(text) ?? []
  const shape = showRun(workbench, id).layers.find(({ name }) => name === layer)?.shape
  // What is unknown is told by whoever reads it.
  if (shape?.length !== 3) return text
  const [height = 0, width = 0, channels = 0] = shape
  if (Number(row) >= height || Number(column) >= width)
    throw new Failure(`Layer ${layer} has ${height} × ${width} positions; "${text}" lies outside them.`)
  return `${layer}:${channel}:${(Number(row) * width + Number(column)) * channels + Number(channel)}`
}

/** `maskscope masks --out` writes masks. */
const withoutMasks = ({ masksBefore: _before, masksAfter: _after, ...result }: WhatIf) => result

function outcomeTable({ snapshot, example, label, before, after, changedUnits }: WhatIf): string {
  const rows = before.logits.map((logit, at) => [
    String(at), decimal(logit, 4), decimal(after.logits[at], 4),
    percentWithUnit(before.probabilities[at]), percentWithUnit(after.probabilities[at])
  ])
  return `example ${example} (class ${label}), snapshot ${snapshot}: ${plural(changedUnits, 'unit')} changed, ` +
    `predicted ${before.predicted} → ${after.predicted}\n` +
    table(['class', 'logit', 'changed', 'probability', 'changed'], rows)
}

function errorTable({ snapshot, examples, before, after, differing }: ChangedError): string {
  const row = (name: string, { wrong, loss: mean }: ChangedError['before']): string[] =>
    [name, percentWithUnit(wrong / examples), count(wrong), loss(mean)]
  return `snapshot ${snapshot}, ${plural(examples, 'example')}, ${count(differing)} predicted otherwise\n` +
    table(['', 'error', 'wrong', 'loss'], [row('as it is', before), row('changed', after)])
}
