import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mostFileBytes, mostUploadFiles } from '../../../preload/contract'
import {
  fileLines,
  joined,
  missingSentence,
  modelAmong,
  understand,
  type Choice,
  type ChosenFile,
  type ChosenModel
} from '../../../renderer/figures/importChoice'
import { onnxFile, safetensorsFile, shard, tfjsJson } from '../../fixtures/models/files'

const models = join(import.meta.dirname, '..', '..', 'fixtures', 'models')
/** A file as a browser has it. @param size what it says of itself; its content is never asked for then */
const file = (name: string, content: Uint8Array | string = '', size?: number): File => {
  const made = new File([typeof content === 'string' ? content : Uint8Array.from(content)], name)
  return size === undefined ? made : Object.defineProperty(made, 'size', { value: size })
}
const named = (...names: string[]): File[] => names.map((name) => file(name))
const manifest = (...paths: string[]): File => file('model.json', JSON.stringify(tfjsJson(undefined, undefined, paths)))

async function chosenOf(files: readonly File[]): Promise<ChosenModel<File>> {
  const choice = await understand(files)
  if (choice.kind === 'refused') throw new Error(choice.sentence)
  return choice.chosen
}
const sentenceOf = (choice: Choice<ChosenFile>): string => {
  if (choice.kind === 'model') throw new Error('it was understood')
  return choice.sentence
}

describe('the model among files', () => {
  it.each([
    [['whatever.bin'], 'whatever.bin'],
    [['report.json', 'model.json', 'group1-shard1of1.bin'], 'model.json'],
    [['metadata.json', 'model.onnx', 'preprocessing.npz'], 'model.onnx'],
    [['classifier.json', 'classifier.bin'], 'classifier.json']
  ])('of %j is %s', (names, model) => {
    expect(modelAmong(named(...names))?.name).toBe(model)
  })

  it.each([[[]], [['a.onnx', 'b.onnx']], [['a.json', 'b.json']], [['a.bin', 'b.bin']]])(
    'of %j cannot be told',
    (names) => {
      expect(modelAmong(named(...names))).toBeNull()
    }
  )
})

describe('what is chosen', () => {
  it.each([
    ['sequential.keras', 'keras'], ['sequential.h5', 'h5'], ['torch-like.onnx', 'onnx']
  ])('is known by its content: %s under another name', async (name, format) => {
    const content = readFileSync(join(models, name))
    expect(await chosenOf([file('unnamed', content)])).toMatchObject({
      format,
      beside: [],
      missing: [],
      bytes: content.length
    })
  })

  it('is safetensors by its header', async () => {
    expect(await chosenOf([file('weights', safetensorsFile())])).toMatchObject({ format: 'safetensors' })
  })

  it('of ONNX is the file of weights that is called like it, and no other', async () => {
    const model = file('net.onnx', readFileSync(join(models, 'today.onnx')))
    const weights = file('net.onnx.data', readFileSync(join(models, 'today.onnx.data')))
    expect((await chosenOf([weights, model, file('other.onnx.data', 'x')])).beside).toEqual([weights])
  })

  it('of TensorFlow.js are the files that its manifest names, and no others of the folder', async () => {
    const files = [
      file('notes.txt', 'x'),
      manifest('weights.bin'),
      file('weights.bin', shard),
      file('report.json', '{}')
    ]
    const chosen = await chosenOf(files)
    expect(chosen.beside.map(({ name }) => name)).toEqual(['weights.bin'])
    expect(chosen.missing).toEqual([])
    expect(chosen.bytes).toBe(files[1].size + shard.length)
  })

  it('lacks what the manifest names and nobody chose', async () => {
    const chosen = await chosenOf([manifest('a.bin', 'b.bin', 'a.bin')])
    expect(chosen.missing).toEqual(['a.bin', 'b.bin'])
    expect(missingSentence(chosen)).toBe(
      'model.json keeps its weights in a.bin and 1 more; choose those files too, or the whole folder.'
    )
    expect(missingSentence({ ...chosen, missing: ['a.bin'] })).toBe(
      'model.json keeps its weights in a.bin; choose that file too, or the whole folder.'
    )
    expect(missingSentence({ ...chosen, missing: [] })).toBeNull()
  })

  it('leaves to the service what only it can judge: JSON that is no model, and names that are paths', async () => {
    for (const json of [file('model.json', '{"a":'), file('model.json', '{}'), manifest('../../etc/passwd')]) {
      expect(await chosenOf([json])).toMatchObject({ format: 'tfjs', beside: [], missing: [] })
    }
  })

  it.each([
    [[], 'There are no files in this folder; choose the model’s files, or the folder that they lie in.'],
    [
      named('a.onnx', 'b.onnx'),
      'Several of these files could be the model, or none; choose one file, or a folder with one model.json.'
    ],
    [[file('a.onnx')], 'a.onnx cannot be imported: the file is empty.'],
    [
      [file('a.onnx', onnxFile(), mostFileBytes + 1)],
      'a.onnx cannot be imported: the file has 1073741825 bytes, more than 1073741824.'
    ],
    [
      [file('a.onnx', 'hello')],
      'a.onnx cannot be imported: it is none of TensorFlow.js’ model.json, Keras’ .keras and .h5, ONNX and safetensors.'
    ],
    [
      [file('a:b.onnx', onnxFile())],
      'a:b.onnx cannot be imported: a file called "a:b.onnx" cannot be taken over; rename it.'
    ],
    [
      [manifest('w.bin'), file('w.bin', shard, mostFileBytes)],
      `model.json cannot be imported: its files have ${mostFileBytes + manifest('w.bin').size} bytes, more than ` +
      '1073741824.'
    ]
  ])('is refused in one sentence: case %#', async (files, sentence) => {
    expect(sentenceOf(await understand(files))).toBe(sentence)
  })

  it('has not more files than an upload takes', async () => {
    const shards = Array.from({ length: mostUploadFiles }, (_, i) => file(`${i}.bin`, 'x'))
    expect(sentenceOf(await understand([manifest(...shards.map(({ name }) => name)), ...shards]))).toBe(
      'model.json cannot be imported: it has 1024 files beside it, more than 1023.'
    )
    expect(
      (await chosenOf([manifest(...shards.slice(1).map(({ name }) => name)), ...shards.slice(1)])).beside
    ).toHaveLength(1023)
  })
})

describe('files that are chosen after others', () => {
  it('are added where they were missing, and replace what has the same name', async () => {
    const before = [manifest('a.bin', 'b.bin'), file('a.bin', 'old')]
    const choice = await understand(before)
    const added = joined(before, choice, [file('b.bin', 'b'), file('a.bin', 'new')])
    expect(added.map(({ name, size }) => [name, size])).toEqual([
      ['model.json', before[0].size],
      ['b.bin', 1],
      ['a.bin', 3]
    ])
  })

  it('take the place of what was there otherwise', async () => {
    const before = [manifest('a.bin')]
    const added = named('other.onnx')
    expect(joined(before, await understand(before), added)).toBe(added)
    expect(joined([], null, added)).toBe(added)
  })
})

describe('the list of files', () => {
  it('names each of a few, sums up many, and says what is missing', async () => {
    const few = await chosenOf([manifest('a.bin', 'b.bin'), file('a.bin', 'aa')])
    expect(fileLines(few)).toEqual([
      { name: 'model.json', what: 'TensorFlow.js', bytes: few.model.size },
      { name: 'a.bin', what: 'Weights', bytes: 2 },
      { name: 'b.bin', what: 'Missing', bytes: null }
    ])
    const names = ['a', 'b', 'c', 'd']
    const many = await chosenOf([manifest(...names), ...names.map((name) => file(name, 'xx'))])
    expect(fileLines(many).slice(1)).toEqual([{ name: '4 files', what: 'Weights', bytes: 8 }])
    expect(
      fileLines(await chosenOf([manifest(...names)]))
        .slice(1)
        .map(({ name }) => name)
    ).toEqual(['a', 'b', 'c', 'and 1 more'])
  })
})
