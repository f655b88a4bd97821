/** The settings of an import as a form holds them, and how they become a request. */
import {
  numbersProblem,
  preprocessingSchema,
  runNameSchema,
  type DataSetName,
  type ImportFormatName,
  type NetworkPresetName,
  type PreprocessingName,
  type RequestOf
} from '../../preload/contract'

export interface ImportDraft {
  name: string
  dataset: DataSetName
  /** Null for what the model says, or what suits it best; `numbers` for those that are typed. */
  preprocessing: PreprocessingName | 'numbers' | null
  /** As typed; kept while another preprocessing is chosen. */
  numbers: string
  /** Null for the network in the file's header. */
  preset: NetworkPresetName | null
  masks: boolean
}

export const plainImport: ImportDraft = {
  name: '',
  dataset: 'mnist-10k',
  preprocessing: null,
  numbers: '',
  preset: null,
  masks: true
}

export type ImportSettings = Omit<RequestOf<'imports.start'>, 'upload'>
export interface ImportJudgement {
  readonly settings: ImportSettings | null
  /** What is wrong with the name. */
  readonly name: string | null
  /** What is wrong with the numbers of the preprocessing. */
  readonly numbers: string | null
}

/** Only weights without a network take a preset; what was chosen for such a file before is not sent with another. */
export function judgeImport(draft: ImportDraft, format: ImportFormatName | null): ImportJudgement {
  const typed = draft.name.trim()
  const run = typed === '' ? null : runNameSchema.safeParse(typed)
  const name = run?.success === false ? 'A name has at most 120 characters.' : null
  const problem = draft.preprocessing === 'numbers' ? numbersProblem(draft.numbers) : null
  const numbers = problem === null ? null : `Not read yet: ${problem}.`
  if (name !== null || numbers !== null) return { settings: null, name, numbers }
  const { dataset, preprocessing, preset, masks } = draft
  return {
    settings: {
      name: run?.data ?? null,
      dataset,
      preprocessing: preprocessing === 'numbers' ? preprocessingSchema.parse(draft.numbers) : preprocessing,
      preset: format === 'safetensors' ? preset : null,
      masks
    },
    name,
    numbers
  }
}
