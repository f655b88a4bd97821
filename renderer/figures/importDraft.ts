/** The settings of an import as a form holds them, and how they become a request. */
import {
  runNameSchema, type DataSetName, type ImportFormatName, type NetworkPresetName, type Preprocessing, type RequestOf
} from '../../preload/contract'

export interface ImportDraft {
  name: string
  dataset: DataSetName
  /** Null for what the model says, or else what is usual for the data set. */
  preprocessing: Preprocessing | null
  /** Null for the network in the file's header. */
  preset: NetworkPresetName | null
  masks: boolean
}

export const plainImport: ImportDraft = {
  name: '',
  dataset: 'mnist-10k',
  preprocessing: null,
  preset: null,
  masks: true
}

export type ImportSettings = Omit<RequestOf<'imports.start'>, 'upload'>
export interface ImportJudgement {
  readonly settings: ImportSettings | null
  /** What is wrong with the name. */
  readonly name: string | null
}

/** Only weights without a network take a preset; what was chosen for such a file before is not sent with another. */
export function judgeImport(
  { name, dataset, preprocessing, preset, masks }: ImportDraft,
  format: ImportFormatName | null
): ImportJudgement {
  const typed = name.trim()
  const run = typed === '' ? null : runNameSchema.safeParse(typed)
  if (run?.success === false) return { settings: null, name: 'A name has at most 120 characters.' }
  return {
    settings: {
      name: run?.data ?? null,
      dataset,
      preprocessing,
      preset: format === 'safetensors' ? preset : null,
      masks
    },
    name: null
  }
}
