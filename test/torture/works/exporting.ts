/** The export of a model, into a new folder and over an earlier one. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFolder } from '../../../main/export/folder'
import { formats } from '../../../main/export/formats'
import { exportedModel, type ExportedModel } from '../../../main/export/model'
import { elementOf } from '../../../preload/schema/element'
import type { ExportFormatName } from '../../../preload/schema/export'
import { parametersOf } from '../../../main/engine/networks/parameters'
import { random } from '../../../main/engine/random'
import { sizeOf } from '../../../main/engine/networks/shapes'
import { smallNetwork } from '../../fixtures/small-run'
import type { Work } from '../work'

function modelOf(seed: number): ExportedModel {
  const stream = random(seed, 'exported')
  const weights = new Map(parametersOf(smallNetwork).map(({ name, shape }) =>
    [name, Float32Array.from({ length: sizeOf(shape) }, () => stream.uniform())]))
  return exportedModel(smallNetwork, weights, new Map(), {
    run: { id: '20260101-000000-torturedrn', name: 'tortured', method: 'sgd' }, checkpoint: 'final', epoch: 1,
    dataset: 'mnist-10k', network: 'small', classNames: null, testError: null,
    preprocessing: { description: { name: 'unit', words: 'x / 255', mean: [0], deviation: 1, arrays: [] }, arrays: [] }
  })
}

type Files = Readonly<Record<string, Buffer>>

const filesIn = (folder: string): Files => (existsSync(folder)
  ? Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name))]))
  : {})

/** What lies there beside a model. */
const somebodys = 'notes.txt'

const modelIn = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== somebodys))

const isSame = (one: Files, other: Files): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, bytes]) => other[name]?.equals(bytes) === true)

/** @param over whether an earlier model lies there, which `force` replaces */
export function exporting(format: ExportFormatName, over: boolean): Work {
  const [files, earlier] = [formats[format](modelOf(1)), formats[format](modelOf(2))]
  /** What a program opens: where it is, everything is. */
  const opened = elementOf(files, files.length - 1).name
  let whole: Files | null = null
  let before: Files = {}
  const half = (folder: string): string | null => {
    const found = filesIn(join(folder, 'exported'))
    const model = modelIn(found)
    if (over && found[somebodys]?.toString() !== 'mine') return 'a file of somebody else is gone'
    if (model[opened] === undefined || isSame(found, before) || (whole !== null && isSame(model, whole))) return null
    return 'what can be opened is not one model'
  }
  return {
    name: `export as ${format}${over ? ' over an earlier one' : ''}`,
    prepare: async (folder) => {
      mkdirSync(join(folder, 'exported'))
      if (over) for (const file of earlier) await file.write(join(folder, 'exported', file.name))
      if (over) writeFileSync(join(folder, 'exported', somebodys), 'mine')
      before = filesIn(join(folder, 'exported'))
    },
    carryOut: async (folder) => { await writeFolder(join(folder, 'exported'), files, over) },
    judge: (folder, error) => {
      if (error !== null) return half(folder)
      const model = modelIn(filesIn(join(folder, 'exported')))
      whole ??= model
      return isSame(model, whole) ? half(folder) : 'what was written is not the whole model'
    },
    afterPowerLoss: half
  }
}
