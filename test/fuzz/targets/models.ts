/** Models of other programs, as `maskscope import` reads them, and weight masks in NumPy archives. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openModel } from '../../../main/import'
import { faultOf } from '../../../main/import/fault'
import { h5Format } from '../../../main/import/formats/h5'
import { kerasFormat } from '../../../main/import/formats/keras'
import type { Hdf5Format } from '../../../main/import/formats/format'
import { holdMemoryTo } from '../../../main/import/hdf5-thread/memory'
import { readByteArrays } from '../../../main/interchange/npz/read'
import { networkSchema } from '../../../preload/schema/network'
import { onnxFile, safetensorsFile, safeTensors, shard, tfjsJson, topology, zipFile } from '../../fixtures/models/files'
import type { Chance } from '../chance'
import { changedBytes, withAddresses } from '../mutations/bytes'
import { changedJson, textOf, type Json } from '../mutations/json'
import { changedMessage } from '../mutations/protobuf'
import { outcomeOf, type Input, type Outcome } from '../outcome'
import type { Cases, Setting, Target } from '../target'

const fixture = ({ projectFolder }: Setting, name: string): Buffer =>
  readFileSync(join(projectFolder, 'test', 'fixtures', 'models', name))

/** Writes the input's files into the folder; the first is the one to read. */
function written({ files }: Input, { folder }: Setting): string {
  const place = join(folder, 'model')
  if (!existsSync(place)) mkdirSync(place)
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(place, name), bytes)
  return join(place, Object.keys(files)[0] ?? '')
}

/** Whatever is refused says so, and first of which file. */
async function toldOf(read: () => unknown): Promise<Outcome> {
  const outcome = await outcomeOf(read)
  if (outcome.kind === 'accepted' || /^[^\n]+ cannot be imported: [^\n]+\.$/.test(outcome.sentence)) return outcome
  throw new Error(`a sentence of another form: ${outcome.sentence}`)
}

const imported = (setting: Setting, make: (chance: Chance) => Input): Cases => ({
  make, try: (input) => toldOf(() => openModel(written(input, setting)).read(null))
})

const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
const parsed = (text: string | Uint8Array): Json => JSON.parse(String(text)) as Json

const tfjs = (setting: Setting): Cases => {
  const json = jsonOf(tfjsJson())
  return imported(setting, (chance) => {
    const model = chance.happens(0.85)
      ? Buffer.from(textOf(changedJson(json, chance, 'text')))
      : changedBytes(Buffer.from(JSON.stringify(json)), chance)
    return { files: { 'model.json': model, 'weights.bin': chance.happens(0.3) ? changedBytes(shard, chance) : shard } }
  })
}

const onnx = (setting: Setting): Cases => {
  const files = [onnxFile(), fixture(setting, 'torch-like.onnx'), fixture(setting, 'tensorflow-like.onnx')]
  return imported(setting, (chance) => {
    const file = chance.of(files)
    return { files: { 'model.onnx': chance.happens(0.6) ? changedMessage(file, chance) : changedBytes(file, chance) } }
  })
}

/** Its header is JSON, in which a network stands as a text of JSON. */
function changedSafetensors(file: Buffer, chance: Chance): Buffer {
  if (chance.happens(0.2)) return changedBytes(file, chance)
  const end = 8 + Number(file.readBigUInt64LE())
  const header = parsed(file.subarray(8, end)) as Record<string, Json>
  const data = chance.happens(0.3) ? changedBytes(file.subarray(end), chance) : file.subarray(end)
  const inside = { ...header.__metadata__ as Record<string, Json> }
  if (inside.topology !== undefined && chance.happens(0.5))
    inside.topology = textOf(changedJson(parsed(String(inside.topology)), chance, 'text'))
  const text = chance.happens(0.5)
    ? textOf(changedJson({ ...header, __metadata__: inside }, chance, 'text'))
    : JSON.stringify({ ...header, __metadata__: inside })
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)))
  return Buffer.concat([length, Buffer.from(text), data])
}

/** `conv/kernel` is `conv.weight` there. */
const namesOfPyTorch = (name: string): string => name.replace('/kernel', '.weight').replace('/', '.')

const safetensors = (setting: Setting): Cases => {
  const shapes: Record<string, number[]> = { 'conv/kernel': [2, 1, 3, 3], 'dense/kernel': [3, 8] }
  const renamed = Object.fromEntries(Object.entries(safeTensors()).map(([name, tensor]) =>
    [namesOfPyTorch(name), { ...tensor, shape: shapes[name] ?? tensor.shape }]))
  const files = [safetensorsFile(), safetensorsFile({ tensors: renamed, nodes: null })]
  const network = networkSchema.parse({ nodes: topology() })
  return {
    make: (chance) => ({ files: { 'model.safetensors': changedSafetensors(chance.of(files), chance) } }),
    try: async (input) => {
      const path = written(input, setting)
      await toldOf(() => openModel(path).read(network))
      return toldOf(() => openModel(path).read(null))
    }
  }
}

/**
 * Read here without the thread of the product, which takes a hundred times as long to begin as most files to be read;
 * a case that costs this process is tried again in that thread.
 */
function inHdf5(
  setting: Setting, name: string, format: Hdf5Format, good: Buffer, make: (chance: Chance) => Buffer
): Cases {
  const read = (bytes: Uint8Array) => format({ name, bytes, fault: faultOf(name), onPiece: () => undefined }, null)
  if (!setting.apart) holdMemoryTo(good.length)
  const cases: Cases = {
    make: (chance) => ({ files: { [name]: make(chance) } }),
    try: (input) => toldOf(() =>
      setting.apart ? openModel(written(input, setting)).read(null) : read(Uint8Array.from(input.files[name] ?? []))),
    isSpent: () => read(Uint8Array.from(good)).then(() => false, () => true)
  }
  return setting.apart ? { make: cases.make, try: cases.try } : cases
}

const h5 = (setting: Setting): Cases => {
  const files = ['sequential.h5', 'functional.h5', 'nested.h5', 'packed.h5'].map((name) => fixture(setting, name))
  return inHdf5(setting, 'model.h5', h5Format, fixture(setting, 'sequential.h5'), (chance) =>
    changedBytes(chance.of(files), chance, withAddresses))
}

/** Its parts changed inside, and the archive around them. */
async function keras(setting: Setting): Promise<Cases> {
  const { ZipArchive } = await import('../../../main/interchange/zip')
  const good = fixture(setting, 'sequential.keras')
  const names = ['sequential', 'functional', 'nested', 'older-nested', 'channels-first', 'grey']
  const parts = await Promise.all(names.map(async (file) => {
    const name = `${file}.keras`
    const archive = await ZipArchive.open(fixture(setting, name), (problem) => new Error(problem))
    const whole = { bytes: 2 ** 26, ratio: Infinity }
    const [config, weights] = [await archive.read('config.json', whole), await archive.read('model.weights.h5', whole)]
    return { config: parsed(config), weights }
  }))
  return inHdf5(setting, 'model.keras', kerasFormat, good, (chance) => {
    const { config, weights } = chance.of(parts)
    const text = textOf(chance.happens(0.6) ? changedJson(config, chance, 'text') : config)
    const content = chance.happens(0.3) ? changedBytes(weights, chance, withAddresses) : weights
    const archive = zipFile([
      { name: 'config.json', content: Buffer.from(text) }, { name: 'model.weights.h5', content }
    ])
    return chance.happens(0.2) ? changedBytes(archive, chance) : archive
  })
}

const npy = (header: string, values: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header, 'latin1'), values])
}

const headers = [
  "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 3, 1, 2), }\n",
  "{'descr': '|b1', 'fortran_order': False, 'shape': (18,), }\n",
  "{'descr': '|u1', 'fortran_order': False, 'shape': (9007199254740993, 0), }\n",
  "{'descr': '|u1', 'fortran_order': False, 'shape': (), }\n"
]

const npz = (setting: Setting): Cases => ({
  make: (chance) => {
    const array = npy(chance.of(headers), Buffer.alloc(18, 1))
    const content = chance.happens(0.6) ? changedBytes(array, chance) : array
    const archive = zipFile([{ name: 'conv/kernel.npy', content }])
    return { files: { 'masks.npz': chance.happens(0.6) ? changedBytes(archive, chance) : archive } }
  },
  try: (input) => outcomeOf(() => readByteArrays(written(input, setting), { bytes: 10_000, arrays: 4 }))
})

const begun = (cases: (setting: Setting) => Cases): Target['begin'] => (setting) => Promise.resolve(cases(setting))

export const modelTargets: Readonly<Record<string, Target>> = {
  tfjs: { kind: 'models', explanation: 'model.json of TensorFlow.js and its shard', share: 70, begin: begun(tfjs) },
  onnx: { kind: 'models', explanation: 'ONNX, by bytes and by fields', share: 60, begin: begun(onnx) },
  safetensors: {
    kind: 'models', explanation: 'safetensors: header, network, values', share: 70, begin: begun(safetensors)
  },
  h5: { kind: 'models', explanation: 'HDF5 of Keras', share: 1.5, isReadApart: true, begin: begun(h5) },
  keras: {
    kind: 'models', explanation: 'Keras’ archive and what lies in it', share: 2, isReadApart: true, begin: keras
  },
  npz: { kind: 'models', explanation: 'weight masks in a NumPy archive', share: 40, begin: begun(npz) }
}
