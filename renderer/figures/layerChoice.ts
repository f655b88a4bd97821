/** One layer of a run, or all of them together. */
import type { RunDetail } from '../../preload/contract'

/** The value that stands for all layers: no layer has an empty name. */
const every = ''

export const layerChoices = ({ layers }: Pick<RunDetail, 'layers'>): { value: string; label: string }[] =>
  [{ value: every, label: 'All layers' }, ...layers.map(({ name }) => ({ value: name, label: name }))]

/** Null for all: an address may name a layer that the run does not have. */
export const layerOf = ({ layers }: Pick<RunDetail, 'layers'>, asked: string | null): string | null =>
  layers.find(({ name }) => name === asked)?.name ?? null
