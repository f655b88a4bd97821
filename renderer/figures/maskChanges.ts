/** What a person changes of an example's masks, as the address holds it. */
import { mostChanges, type MaskChange, type MaskForm, type MaskRule, type SupportLayer } from '../../preload/contract'
import { partFrom, partText, type ChangedPart } from '../../preload/schema/mask-changes'
import { layerShape, placeOf } from './unitMaps'

export interface MaskChoice {
  /** The class whose logit is taken apart; null for the one that ReLU predicts. */
  readonly of: number | null
  /** Whether the units that are not changed keep their stored masks, or the network decides them anew. */
  readonly rule: MaskRule['rule']
  readonly form: MaskForm
  readonly changes: readonly MaskChange[]
  /** The example whose stored masks stand in the place of its own. */
  readonly masksOf: number | null
}

type ChoiceName = (typeof choiceNames)[number]
type Query = Readonly<Record<string, unknown>>

const numberIn = (query: Query, name: string): number | null => {
  const value = query[name]
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null
}

function changesIn(query: Query, to: MaskChange['to']): MaskChange[] {
  const value = query[to]
  if (typeof value !== 'string') return []
  return value.split(',').slice(0, mostChanges).flatMap((text) => {
    const part = partFrom(text)
    return part === null ? [] : [{ to, ...part }]
  })
}

export function choiceIn(query: Query): MaskChoice {
  return {
    of: numberIn(query, 'of'),
    rule: query.rule === 'relu' ? 'relu' : 'masks',
    form: query.form === 'affine' ? 'affine' : 'linear',
    changes: [...changesIn(query, 'off'), ...changesIn(query, 'on')].slice(0, mostChanges),
    masksOf: numberIn(query, 'masks-of')
  }
}

/** What is usual is left out. */
export function queryOfChoice({ of, rule, form, changes, masksOf }: MaskChoice): Partial<Record<ChoiceName, string>> {
  const parts = (to: MaskChange['to']): string => changes.filter((one) => one.to === to).map(partText).join(',')
  const entries: Record<ChoiceName, string> = {
    of: of === null ? '' : String(of),
    rule: rule === 'masks' ? '' : rule,
    form: form === 'linear' ? '' : form,
    off: parts('off'),
    on: parts('on'),
    'masks-of': masksOf === null ? '' : String(masksOf)
  }
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== ''))
}

/** By which an address holds it. */
export const choiceNames = ['of', 'rule', 'form', 'off', 'on', 'masks-of'] as const

/** Without a change of the same part. */
export const withoutPart = (changes: readonly MaskChange[], part: ChangedPart): MaskChange[] =>
  changes.filter((one) => partText(one) !== partText(part))

export const withChange = (changes: readonly MaskChange[], change: MaskChange): MaskChange[] =>
  [...withoutPart(changes, change), change].slice(-mostChanges)

/** "channel 5 of support2", "row 3, column 4 of channel 5 of support2". */
export function partWords({ layer: name, channel, unit }: ChangedPart, layers: readonly SupportLayer[]): string {
  const layer = layers.find((candidate) => candidate.name === name)
  if (unit !== null && layer !== undefined) {
    const place = placeOf(layerShape(layer.shape), unit)
    return layer.shape.length === 3
      ? `row ${place.row}, column ${place.column} of channel ${place.channel} of ${name}`
      : `unit ${unit} of ${name}`
  }
  if (unit !== null) return `unit ${unit} of ${name}`
  return channel === null ? `all of ${name}` : `channel ${channel} of ${name}`
}

export const changeWords = (change: MaskChange, layers: readonly SupportLayer[]): string =>
  `${partWords(change, layers)} ${change.to}`
