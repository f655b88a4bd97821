/** The settings of an import as its two forms hold them, before the model is inspected and after. */
import {
  channelProblem,
  numbersProblem,
  preprocessingNames,
  preprocessingSchema,
  runNameSchema,
  type DataSetName,
  type ImportFormatName,
  type ImportInspection,
  type ImportWishes,
  type NetworkPresetName,
  type PreprocessingName,
  type RequestOf
} from '../../preload/contract'
import type { MeasuredPreprocessing } from '../../preload/schema/preprocessing-guess'

/** What is asked for before anything is read. */
export interface InspectionDraft {
  dataset: DataSetName
  /** Null for the network in the file's header. */
  preset: NetworkPresetName | null
}

/** What a person decides on what was found. */
export interface WishesDraft {
  name: string
  /** Null for the one that was found; `numbers` for those that are typed. */
  preprocessing: PreprocessingName | 'numbers' | null
  /** As typed; kept while another preprocessing is chosen. */
  numbers: string
  masks: boolean
}

export const plainInspection: InspectionDraft = { dataset: 'mnist-10k', preset: null }
export const plainWishes: WishesDraft = { name: '', preprocessing: null, numbers: '', masks: true }

/** Only weights without a network take a preset; what was chosen for such a file before is not sent with another. */
export const inspectionAsked = (
  { dataset, preset }: InspectionDraft, format: ImportFormatName | null
): Omit<RequestOf<'imports.inspect'>, 'upload'> => ({ dataset, preset: format === 'safetensors' ? preset : null })

export interface WishesJudgement {
  readonly wishes: ImportWishes | null
  /** What is wrong with the name. */
  readonly name: string | null
  /** What is wrong with the numbers of the preprocessing. */
  readonly numbers: string | null
}

export function judgeWishes(draft: WishesDraft, { data }: Pick<ImportInspection, 'data'>): WishesJudgement {
  const typed = draft.name.trim()
  const run = typed === '' ? null : runNameSchema.safeParse(typed)
  const name = run?.success === false ? 'A name has at most 120 characters.' : null
  const problem = draft.preprocessing === 'numbers' ? problemOfNumbers(draft.numbers, data.shape[2]) : null
  const numbers = problem === null ? null : `Not read yet: ${problem}.`
  if (name !== null || numbers !== null) return { wishes: null, name, numbers }
  const { preprocessing, masks } = draft
  const wishes = {
    name: run?.data ?? null,
    preprocessing: preprocessing === 'numbers' ? preprocessingSchema.parse(draft.numbers) : preprocessing,
    masks
  }
  return { wishes, name, numbers }
}

const problemOfNumbers = (numbers: string, channels: number): string | null =>
  numbersProblem(numbers) ?? channelProblem(preprocessingSchema.parse(numbers), channels)

/** One way to prepare images: measured, or only possible. */
export interface PreprocessingRow {
  readonly preprocessing: string
  /** Null of one that was not measured. */
  readonly measured: MeasuredPreprocessing | null
  /** What choosing it sets: null for the one that was found. */
  readonly choice: PreprocessingName | null
}

/** The one that was found first, then those that were measured, by their loss, then the others. */
export function preprocessingRows(
  { preprocessing: found, saidBy, guess, data }: Pick<ImportInspection, 'preprocessing' | 'saidBy' | 'guess' | 'data'>
): PreprocessingRow[] {
  const measured = guess?.candidates ?? []
  const own = measured.find(({ preprocessing }) => preprocessing === found) ?? null
  const first = { preprocessing: found, measured: own, choice: null }
  // What the model does itself cannot be done otherwise.
  if (saidBy === 'model') return [first]
  const others = preprocessingNames
    .filter((name) => name !== found && channelProblem(name, data.shape[2]) === null)
    .map((name) => ({
      preprocessing: name, choice: name,
      measured: measured.find(({ preprocessing }) => preprocessing === name) ?? null
    }))
  const lossOf = (row: PreprocessingRow): number => (row.measured === null ? Infinity : row.measured.loss ?? 1e300)
  return [first, ...others.sort((one, other) => Math.sign(lossOf(one) - lossOf(other)) || 0)]
}
