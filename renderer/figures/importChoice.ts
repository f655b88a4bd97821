/**
 * What a person chose to import: which of the files is the model, what belongs beside it, and what is still missing.
 */
import { z } from 'zod'
import {
  importFormatOf,
  mostFileBytes,
  mostJsonBytes,
  mostUploadFiles,
  signatureBytes,
  unreadProblem,
  uploadFileNameSchema,
  type ImportFormatName
} from '../../preload/contract'
import { importFormatTitles } from '../../preload/schema/titles'

/** As much of a browser's file as has to be known here. */
export interface ChosenFile {
  readonly name: string
  readonly size: number
  slice(first: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

export interface ChosenModel<F extends ChosenFile> {
  readonly format: ImportFormatName
  readonly model: F
  /** Files that the model names. */
  readonly beside: readonly F[]
  readonly bytes: number
  /** Names of files that the model names and that were not chosen. */
  readonly missing: readonly string[]
}
export type Choice<F extends ChosenFile> =
  { readonly kind: 'model'; readonly chosen: ChosenModel<F> } | { readonly kind: 'refused'; readonly sentence: string }

const refused = (sentence: string): { kind: 'refused'; sentence: string } => ({ kind: 'refused', sentence })

const modelEnding = /\.(onnx|h5|hdf5|keras|safetensors)$/i
const shardsSchema = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) })

/**
 * The model among the files of a folder: the one file, `model.json`, the only one that is called like a model, or the
 * only JSON.
 */
export function modelAmong<F extends ChosenFile>(files: readonly F[]): F | null {
  const only = (found: readonly F[]): F | null => (found.length === 1 ? found[0] ?? null : null)
  return only(files)
    ?? files.find(({ name }) => name.toLowerCase() === 'model.json')
    ?? only(files.filter(({ name }) => modelEnding.test(name)))
    ?? only(files.filter(({ name }) => /\.json$/i.test(name)))
}

/** What to import of the files; every sentence is also what the service would answer, but before a byte is sent. */
export async function understand<F extends ChosenFile>(files: readonly F[]): Promise<Choice<F>> {
  if (files.length === 0)
    return refused('There are no files in this folder; choose the model’s files, or the folder that they lie in.')
  const model = modelAmong(files)
  if (model === null)
    return refused(
      'Several of these files could be the model, or none; choose one file, or a folder with one model.json.'
    )
  const cannot = (problem: string): Choice<F> => refused(`${model.name} cannot be imported: ${problem}.`)
  if (model.size === 0) return cannot('the file is empty')
  if (model.size > mostFileBytes) return cannot(`the file has ${model.size} bytes, more than ${mostFileBytes}`)
  const begin = new Uint8Array(await model.slice(0, signatureBytes).arrayBuffer())
  const format = importFormatOf(begin)
  if (format === null) return cannot(unreadProblem(begin, model.name))
  const shards = format === 'tfjs' && model.size <= mostJsonBytes ? shardsNamed(await textOf(model)) : []
  const named = format === 'onnx' ? [`${model.name}.data`] : shards
  const beside = files.filter((file) => file !== model && named.includes(file.name))
  const misnamed = [model, ...beside].find(({ name }) => !uploadFileNameSchema.safeParse(name).success)
  if (misnamed !== undefined) return cannot(`a file called "${misnamed.name}" cannot be taken over; rename it`)
  if (beside.length >= mostUploadFiles)
    return cannot(`it has ${beside.length} files beside it, more than ${mostUploadFiles - 1}`)
  const bytes = [model, ...beside].reduce((sum, { size }) => sum + size, 0)
  if (bytes > mostFileBytes) return cannot(`its files have ${bytes} bytes, more than ${mostFileBytes}`)
  const missing = shards.filter((name) => !beside.some((file) => file.name === name))
  return { kind: 'model', chosen: { format, model, beside, bytes, missing } }
}

/** Files that were missing are added to what is there; any others take its place. */
export function joined<F extends ChosenFile>(
  before: readonly F[],
  choice: Choice<F> | null,
  added: readonly F[]
): readonly F[] {
  const missing = choice?.kind === 'model' ? choice.chosen.missing : []
  if (!added.some(({ name }) => missing.includes(name))) return added
  return [...before.filter(({ name }) => !added.some((file) => file.name === name)), ...added]
}

/** The sentence about what is missing; null when all is there. */
export function missingSentence({ model, missing }: Pick<ChosenModel<ChosenFile>, 'model' | 'missing'>): string | null {
  const [first] = missing
  if (first === undefined) return null
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`
  const wanted = missing.length === 1 ? 'that file' : 'those files'
  return `${model.name} keeps its weights in ${first}${others}; choose ${wanted} too, or the whole folder.`
}

export interface FileLine { readonly name: string; readonly what: string; readonly bytes: number | null }

/** More shards than these are told in one line. */
const mostShardLines = 3

/** What was chosen, as a list to look at; without bytes what is missing. */
export function fileLines({ format, model, beside, missing }: ChosenModel<ChosenFile>): FileLine[] {
  const shards = beside.length <= mostShardLines
    ? beside.map(({ name, size }) => ({ name, what: 'Weights', bytes: size }))
    : [{ name: `${beside.length} files`, what: 'Weights', bytes: beside.reduce((sum, { size }) => sum + size, 0) }]
  const absent = missing.slice(0, mostShardLines).map((name) => ({ name, what: 'Missing', bytes: null }))
  const rest =
    missing.length > mostShardLines
      ? [{ name: `and ${missing.length - mostShardLines} more`, what: 'Missing', bytes: null }]
      : []
  return [{ name: model.name, what: importFormatTitles[format], bytes: model.size }, ...shards, ...absent, ...rest]
}

/**
 * Names of files beside a `model.json`. What is no such file, or names a path, is left to the service, which says so.
 */
function shardsNamed(text: string): string[] {
  const manifest = shardsSchema.safeParse(parsed(text))
  const names = manifest.data?.weightsManifest.flatMap(({ paths }) => paths) ?? []
  return [...new Set(names)].filter((name) => uploadFileNameSchema.safeParse(name).success)
}

const textOf = async (file: ChosenFile): Promise<string> =>
  new TextDecoder().decode(await file.slice(0, file.size).arrayBuffer())

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
