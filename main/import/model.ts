/** What every format gives, whatever it was. */
import { preprocessingSchema, type Preprocessing } from '../../preload/schema/configuration'
import type { ImportFormatName } from '../../preload/schema/import'
import type { MatchedWeight } from '../../preload/schema/weight-mapping'
import type { Network } from '../../preload/schema/network'
import type { Weights } from '../engine/networks/parameters'
import { exportMetadataSchema } from '../interchange/metadata'
import type { Original } from './original'

/** How images must be prepared: `needed` by the model itself, or only what its metadata say it was trained with. */
export interface WantedPreprocessing { name: Preprocessing; needed: boolean }

export interface ImportedModel {
  format: ImportFormatName
  network: Network
  weights: Weights
  /** What of the file is no node of its own here, and where it went: sentences that begin small. */
  folded: readonly string[]
  /** What of the file is otherwise here, as sentences that begin small and have no full stop. */
  notes: readonly string[]
  preprocessing: WantedPreprocessing | null
  /** Which array of the file is which here, where its names do not say it. */
  matched?: readonly MatchedWeight[]
  /** What the file itself is run with, to see that both give the same (import/check). */
  original: Original
}

/** What a model that Maskscope wrote says of its images; null for any other. */
export function preprocessingIn(metadata: unknown): WantedPreprocessing | null {
  const parsed = exportMetadataSchema.safeParse(metadata)
  const name = preprocessingSchema.safeParse(parsed.data?.preprocessing.name)
  return name.success ? { name: name.data, needed: false } : null
}
